"""A bulk's coordinator, as many copies of it as a scenario wants, and its undo."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from tests.model.process import DONE, Broken, Process, Step
from tests.model.world import FINAL, Record, World, settled


class Coordinator(NamedTuple):
    """Prepares its members in order, one database operation a step, then commits.

    `at` is the member's place; `v` and `found` are what the last read of its head showed.
    """

    bulk: int
    members: tuple[int, ...]
    broken: Broken
    phase: Literal["begin", "read", "look", "claim", "resolve", "settle", "seal", "commit"] = (
        "begin"
    )
    at: int = 0
    v: int = 0
    found: int | None = None

    @property
    def is_done(self) -> bool:
        return False

    def steps(self, world: World) -> Iterator[Step]:
        """Every next state of the database with this process after it."""
        yield from _PHASES[self.phase](self, world)

    def to(self, phase: str, **found: object) -> "Coordinator":
        return self._replace(phase=phase, **found)  # type: ignore[arg-type]

    @property
    def user(self) -> int:
        return self.members[self.at]

    def onwards(self) -> Process:
        is_last = self.at + 1 == len(self.members)
        return self.to("commit") if is_last else self.to("read", at=self.at + 1)


def _begin(me: Coordinator, world: World) -> Iterator[Step]:
    status = world.records[me.bulk].status
    if status == "none":
        yield world.with_status(me.bulk, "preparing"), me.to("read")
    else:
        yield world, me.to("read") if status == "preparing" else DONE


def _read(me: Coordinator, world: World) -> Iterator[Step]:
    head = world.heads[me.user]
    if head.intent == me.bulk:
        yield world, me.onwards()
    elif head.intent is None:
        phase = "claim" if "claims without reading its record" in me.broken else "look"
        yield world, me.to(phase, v=head.v)
    else:
        yield world, me.to("resolve", v=head.v, found=head.intent)


def _look(me: Coordinator, world: World) -> Iterator[Step]:
    is_preparing = world.records[me.bulk].status == "preparing"
    yield world, me.to("claim") if is_preparing else DONE


def _claim(me: Coordinator, world: World) -> Iterator[Step]:
    head = world.heads[me.user]
    is_unchanged = head.v == me.v or "claims any version" in me.broken
    if head.intent is None and is_unchanged:
        yield world.with_head(me.user, head._replace(v=head.v + 1, intent=me.bulk)), me.onwards()
    else:
        yield world, me.to("read")


def _resolve(me: Coordinator, world: World) -> Iterator[Step]:
    assert me.found is not None
    status = world.records[me.found].status
    if status == "preparing":
        yield world, me  # Waits: members are taken in one order by everybody.
    elif status == "committed":
        phase = "settle" if "settles before a final status" in me.broken else "seal"
        yield world, me.to(phase)
    else:
        yield world, me.to("settle")


def _seal(me: Coordinator, world: World) -> Iterator[Step]:
    assert me.found is not None
    is_ours = world.records[me.bulk].status == "preparing"
    other = world.records[me.found]
    if is_ours and other.status == "committed":
        sealed = Record("sealed", other.is_late, sealed_by=me.bulk)
        yield world.with_record(me.found, sealed), me.to("read")
    else:
        yield world, me.to("read") if is_ours else DONE


def _settle(me: Coordinator, world: World) -> Iterator[Step]:
    """Entries and head in one transaction, on the version that was read."""
    assert me.found is not None
    head = world.heads[me.user]
    if head.v == me.v and head.intent == me.found:
        after = settled(head, me.found, world.records[me.found].status)
        yield world.with_head(me.user, after).with_entries(me.user, after.chain), me.to("read")
    else:
        yield world, me.to("read")


def _commit(me: Coordinator, world: World) -> Iterator[Step]:
    status = world.records[me.bulk].status
    if status == "preparing" or ("commits blindly" in me.broken and status == "aborted"):
        yield world.with_status(me.bulk, "committed"), DONE
    else:
        yield world, DONE


_PHASES: Final = {
    "begin": _begin,
    "read": _read,
    "look": _look,
    "claim": _claim,
    "resolve": _resolve,
    "settle": _settle,
    "seal": _seal,
    "commit": _commit,
}


class UndoOfBulk(NamedTuple):
    """One write, inside the window."""

    bulk: int
    broken: Broken

    @property
    def is_done(self) -> bool:
        return False

    def steps(self, world: World) -> Iterator[Step]:
        record = world.records[self.bulk]
        is_open = record.status == "committed" and not record.is_late
        if is_open or ("undoes what is sealed" in self.broken and record.status == "sealed"):
            yield world.with_status(self.bulk, "undone"), DONE
        elif record.status in FINAL or record.is_late:
            yield world, DONE
