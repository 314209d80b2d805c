"""A change of one user: an assignment, or the undo of a held member's."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from tests.model.process import DONE, Broken, Step
from tests.model.world import Chain, Head, Record, Status, World, given, settled, taken_back


class Single(NamedTuple):
    """An assignment: reads, decides, writes all in one transaction; its answer may get lost.

    With `undoes` it undoes that bulk for its user only.
    """

    user: int
    name: str
    broken: Broken
    undoes: int | None = None
    phase: Literal["read", "look", "write", "after"] = "read"
    head: Head = Head()
    seen: Status = "none"

    @property
    def is_done(self) -> bool:
        return False

    def steps(self, world: World) -> Iterator[Step]:
        yield from _PHASES[self.phase](self, world)

    def to(self, phase: str, **found: object) -> "Single":
        return self._replace(phase=phase, **found)  # type: ignore[arg-type]


def _read(me: Single, world: World) -> Iterator[Step]:
    head = world.heads[me.user]
    if me.undoes is not None and head.intent != me.undoes:
        last = world.records[me.undoes].status
        # Nothing to undo any more, or not yet.
        yield world, me if last in {"none", "preparing"} else DONE
    else:
        phase = "write" if head.intent is None else "look"
        yield world, me.to(phase, head=head, seen="none")


def _look(me: Single, world: World) -> Iterator[Step]:
    assert me.head.intent is not None
    record = world.records[me.head.intent]
    if record.status == "preparing":
        yield world, me  # Waits.
    elif me.undoes is not None and (record.status in {"undone", "aborted"} or record.is_late):
        yield world, DONE
    else:
        yield world, me.to("write", seen=record.status)


def _write(me: Single, world: World) -> Iterator[Step]:
    head = world.heads[me.user]
    is_unchanged = head == me.head or "writes over any version" in me.broken
    if not is_unchanged or not _may_still_seal(me, world):
        yield world, me.to("after")
        return
    after = _changed(me)
    written = world.with_head(me.user, after).with_entries(me.user, after.chain)
    if me.seen == "committed" and "changes a held member unsealed" not in me.broken:
        bulk = _held(me)
        sealed = Record("sealed", world.records[bulk].is_late, sealed_by=me.name)
        written = written.with_record(bulk, sealed)
    if "keeps no operation row" not in me.broken:
        written = written.with_row(me.name)
    yield written, DONE
    yield written, me.to("after")  # The answer was lost.


def _after(me: Single, world: World) -> Iterator[Step]:
    """A write that failed, or whose outcome is not known: the row tells."""
    yield world, DONE if me.name in world.rows else me.to("read")


def _changed(me: Single) -> Head:
    head = me.head if me.head.intent is None else settled(me.head, me.head.intent, me.seen)
    chain: Chain
    chain = given(head.chain, me.name) if me.undoes is None else taken_back(head.chain, me.name)
    last_bulk = None if "settles without last_bulk" in me.broken else head.last_bulk
    return Head(chain, me.head.v + 1, None, last_bulk)


def _may_still_seal(me: Single, world: World) -> bool:
    """What was seen committed must still be, and not be undone in between."""
    if me.seen != "committed":
        return True
    record = world.records[_held(me)]
    if "changes a held member unsealed" in me.broken:
        return True
    return record.status == "committed" and not (me.undoes is not None and record.is_late)


def _held(me: Single) -> int:
    assert me.head.intent is not None
    return me.head.intent


_PHASES: Final = {"read": _read, "look": _look, "write": _write, "after": _after}
