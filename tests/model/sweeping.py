"""What happens by itself: windows close, leases run out, the sweeper aborts, seals and drains."""

from collections.abc import Iterator

from tests.model.process import Broken
from tests.model.world import FINAL, Head, World, settled


def sweeps(world: World, broken: Broken) -> Iterator[World]:
    """Every single write that time or the sweeper may make now; a lease may end at any moment."""
    for bulk, record in enumerate(world.records):
        if record.status == "committed" and not record.is_late:
            yield world.with_record(bulk, record._replace(is_late=True))
        if record.status == "committed" and record.is_late:
            yield world.with_status(bulk, "sealed")
        if record.status == "preparing" and "nobody aborts" not in broken:
            yield world.with_status(bulk, "aborted")
    for user, head in enumerate(world.heads):
        if head.intent is not None:
            yield from _drained(world, user, head, head.intent, broken)


def _drained(world: World, user: int, head: Head, bulk: int, broken: Broken) -> Iterator[World]:
    """Two writes: the entries, then the head; anybody may come in between."""
    status = world.records[bulk].status
    if "drops the intent of a preparing bulk" in broken and status == "preparing":
        yield world.with_head(user, head._replace(v=head.v + 1, intent=None))
    if status not in FINAL:
        return
    after = settled(head, bulk, status)
    if "an aborted bulk wipes the mark of its members" in broken and status == "aborted":
        after = after._replace(last_bulk=None)
    if "settles without last_bulk" in broken:
        after = after._replace(last_bulk=head.last_bulk)
    if world.logs[user] != after.chain:
        yield world.with_entries(user, after.chain)
    else:
        yield world.with_head(user, after)
