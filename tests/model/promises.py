"""What must hold in every state, at every step, and for whatever a reader is shown."""

from collections import Counter

from tests.model.process import Process
from tests.model.readers import Shown
from tests.model.world import NOTHING, Chain, World, effective

Members = tuple[tuple[int, ...], ...]


class Violation(AssertionError):
    """A promise that the protocol does not keep."""


def check_world(world: World, members: Members) -> None:
    chains = [effective(head, world.records) for head in world.heads]
    for chain in chains:
        _check_links(chain)
    for bulk, users in enumerate(members):
        status = world.records[bulk].status
        is_given = status in {"committed", "sealed", "undone"}
        for user, chain in enumerate(chains):
            count = Counter(entry.action for entry in chain if entry.operation == bulk)
            is_member = user in users
            _require(count["assign"] == (is_member and is_given), f"bulk {bulk} in half: {world}")
            is_undone = is_member and status == "undone"
            _require(count["undo"] == is_undone, f"bulk {bulk} undone in half: {world}")
    for log, chain in zip(world.logs, chains, strict=True):
        _require(chain[: len(log)] == log, f"a stored entry is not in the history: {world}")


def check_step(
    before: World, after: World, processes: tuple[Process, ...], members: Members
) -> None:
    """Visible history is only ever appended to; stored entries stay as they are."""
    for old, new in zip(before.heads, after.heads, strict=True):
        was, now = effective(old, before.records), effective(new, after.records)
        _require(now[: len(was)] == was, f"{was} became {now}")
    for log, logged in zip(before.logs, after.logs, strict=True):
        _require(logged[: len(log)] == log, f"stored {log} became {logged}")
    for process in processes:
        if isinstance(process, Shown):
            _check_shown(process, after, members)


def _check_shown(shown: Shown, world: World, members: Members) -> None:
    for bulk, users in enumerate(members):
        for action in ("assign", "undo"):
            found = {
                any(entry.operation == bulk and entry.action == action for entry in chain)
                for user, chain in zip(shown.users, shown.chains, strict=True)
                if user in users
            }
            _require(len(found) < 2, f"half of bulk {bulk} was shown: {shown.chains}")
    for user, chain in zip(shown.users, shown.chains, strict=True):
        now = effective(world.heads[user], world.records)
        _require(now[: len(chain)] == chain, f"{chain} was shown, but it is {now}")
    for old, new in zip(shown.before, shown.chains, strict=False):
        _require(new[: len(old)] == old, f"a reader saw {old}, and later {new}")


def _check_links(chain: Chain) -> None:
    previous = NOTHING
    for entry in chain:
        _require(entry.previous == previous, f"a previous link is wrong: {chain}")
        previous = entry.asset
    times = Counter((entry.action, entry.operation) for entry in chain)
    _require(all(count == 1 for count in times.values()), f"applied twice: {chain}")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Violation(what)
