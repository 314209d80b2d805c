"""Who hears of a decision about a bulk: by its asset, by all assets, by each member."""

from dataclasses import replace
from functools import partial
from typing import Final

from mediadesk.contracts.socket import BulkDecided, Replay, ServerFrame, Subscribed
from mediadesk.domain.bulk import BulkFailure, BulkRecord, BulkStatus, commit, seal, undo
from mediadesk.domain.bulk import abort as aborted
from mediadesk.domain.ids import UserId
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.builders import ADA, a_bulk, a_decision, a_head, a_profile, an_asset, an_asset_id
from tests.fakes import START
from tests.services.talks import connected, follow, following, heard, tell
from tests.world import World

CLIP: Final = asset_topic(an_asset_id())
MANY: Final = 10_000


def people(count: int) -> list[UserId]:
    return [UserId(f"user-{number:05d}") for number in range(count)]


def a_world(members: list[UserId]) -> World:
    world = World()
    record = a_bulk(user_ids=members)
    world.storage.assets[an_asset_id()] = an_asset()
    world.storage.members[record.bulk_id] = tuple(members)
    for user_id in members:
        world.storage.profiles[user_id] = a_profile(user_id)
        world.storage.heads[user_id] = a_head(user_id, v=1, intent=record.bulk_id)
    return world


def decide(world: World, before: BulkRecord, after: BulkRecord) -> BulkRecord:
    decided = a_decision(replace(after, audit=before.audit))[0]
    world.storage.bulks[decided.bulk_id] = decided
    tell(world, lambda announcer: announcer.announce_bulk(before, decided))
    return decided


def told(frames: list[ServerFrame]) -> list[tuple[str, str | None]]:
    return [(frame.type, frame.cursor) for frame in frames if isinstance(frame, BulkDecided)]


def test_members_whom_somebody_follows_are_told_of_with_their_versions() -> None:
    members = people(5)
    world = a_world(members)
    for number, user_id in enumerate([members[1], members[3], UserId("somebody-else")]):
        following(world, f"c-{number}", user_topic(user_id))
    committed = decide(world, a_bulk(user_ids=members), commit(a_bulk(user_ids=members), START))
    decide(world, committed, undo(committed, ADA.name, START, START, "request-2", None))
    expected = [("bulk.committed", "2"), ("bulk.undone", "3")]
    assert [told(heard(world, f"c-{n}")) for n in range(3)] == [expected, expected, []]


def test_nothing_is_read_of_members_where_nobody_follows_a_user() -> None:
    world = a_world(people(5))
    following(world, "c-1", ALL_ASSETS)
    world.faults.clear()
    record = a_bulk(user_ids=people(5))
    decide(world, record, commit(record, START))
    assert "FakeBulkStore.members" not in world.faults.calls
    assert [kind for kind, _ in told(heard(world))] == ["bulk.committed"]


def test_an_aborted_bulk_is_told_of_its_asset_only() -> None:
    world = a_world(people(1))
    following(world, "c-1", user_topic(people(1)[0]))
    following(world, "c-2", CLIP)
    record = a_bulk(user_ids=people(1))
    decide(world, record, aborted(record, BulkFailure("user_not_found", "Nobody.")))
    assert told(heard(world, "c-1")) == []
    assert told(heard(world, "c-2")) == [("bulk.aborted", None)]


def test_a_bulk_that_takes_no_further_step_is_no_news() -> None:
    world = a_world(people(1))
    following(world, "c-1", ALL_ASSETS)
    record = commit(a_bulk(user_ids=people(1)), START)
    tell(world, lambda a: a.announce_bulk(record, replace(record, storing_until=START)))
    tell(world, lambda a: a.announce_bulk(None, a_bulk()))
    assert not heard(world)
    assert not world.storage.told


def test_of_ten_thousand_members_few_reads_find_whom_somebody_follows() -> None:
    members = people(MANY)
    world = a_world(members)
    names = [
        following(world, f"c-{first}", *(user_topic(u) for u in members[first : first + 100]))
        for first in range(0, 1000, 100)
    ]
    record = a_bulk(user_ids=members)
    world.faults.clear()
    decide(world, record, commit(record, START))
    sends = world.faults.calls.count("FakeSockets.send")
    assert sends == 1000
    assert len(world.faults.calls) - sends < 60
    assert [len(heard(world, name)) for name in names] == [100] * 10


def test_decisions_are_replayed_in_the_order_of_their_bulk() -> None:
    world = a_world(people(1))
    since = world.event_replay().here()
    committed = decide(world, a_bulk(), commit(a_bulk(), START))
    sealed = decide(world, committed, seal(committed, None))
    tell(world, lambda announcer: announcer.announce_bulk(a_bulk(), committed))
    connected(world)
    follow(world, ALL_ASSETS, since={ALL_ASSETS: since})
    [events] = [frame.events for frame in heard(world) if isinstance(frame, Replay)]
    assert [event.type for event in events] == ["bulk.committed", "bulk.sealed"]
    assert [event.version for event in events] == [1, 2]
    assert sealed.status is BulkStatus.SEALED


def test_who_follows_a_member_amid_a_decision_sees_it_or_is_told() -> None:
    call, calls = 1, 1
    while call <= calls:
        [member] = people(1)
        world = a_world([member])
        record = a_bulk(user_ids=[member])
        world.storage.bulks[record.bulk_id] = record
        connected(world)
        world.faults.clear()
        world.faults.at(call, "before", partial(decide, world, record, commit(record, START)))
        follow(world, user_topic(member))
        stands = [f.topics[0].cursor for f in heard(world) if isinstance(f, Subscribed)]
        assert stands == ["2"] or told(heard(world)) == [("bulk.committed", "2")]
        call, calls = call + 1, len(world.faults.calls)
    assert calls > 5
