"""One asset for many: everybody gets it, or nobody does and every reason is told."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from mediadesk.domain.bulk import LEASE, BulkStatus, members_hash
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AlreadyAssigned,
    AssetNotFound,
    AssetNotReady,
    AssetUnavailable,
    UserNotFound,
)
from mediadesk.domain.ids import UserId
from mediadesk.services.bulk import STORED_AFTER_S
from mediadesk.services.bulk_beginning import INLINE_USERS
from tests.builders import an_asset_id
from tests.fake_bulks import SentBulk
from tests.faults import Moment
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import CROWD, MakeWorld, a_city, sound
from tests.world import World

NOBODY = UserId("nobody")


def leave(world: World, user_id: UserId) -> None:
    """The user is deactivated."""
    head, profile = world.storage.heads[user_id], world.storage.profiles[user_id]
    at = world.clock()
    world.storage.heads[user_id] = replace(head, v=head.v + 1, deactivated_at=at)
    world.storage.profiles[user_id] = replace(profile, deactivated_at=at)


def has_it(world: World, user_id: UserId) -> None:
    lives.give(world, 1, user_id=user_id)


OFFENCES = {"user_deactivated": leave, "already_assigned": has_it}


@sound
def test_everybody_has_it_from_one_moment_on(make_world: MakeWorld) -> None:
    world = a_city(make_world)
    record = bulks.assign(world).value
    assert record.status is BulkStatus.COMMITTED
    assert bulks.held(world) == [an_asset_id(1)] * 5
    assert (record.user_count, record.skipped_count) == (5, 0)
    assert record.members_hash == members_hash(CROWD)
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, STORED_AFTER_S)]
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.SEALED}
    assert bulks.held(world) == [an_asset_id(1)] * 5


def test_the_order_in_which_they_are_named_does_not_matter() -> None:
    world = a_city()
    record = bulks.assign(world, user_ids=reversed(CROWD)).value
    assert world.storage.members[record.bulk_id] == CROWD
    assert record.members_hash == members_hash(CROWD)


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("code", [*OFFENCES, UserNotFound.code])
@sound
def test_one_who_cannot_have_it_keeps_everybody_from_it(
    place: int, code: str, make_world: MakeWorld
) -> None:
    world, members = a_city(make_world), list(CROWD)
    if code in OFFENCES:
        OFFENCES[code](world, members[place])
    else:
        members[place] = NOBODY
    before = dict(world.storage.heads)

    record = bulks.assign(world, user_ids=members).value
    assert record.status is BulkStatus.ABORTED
    assert record.failure is not None
    assert record.failure.code == "bulk_refused"
    told = [(each.user_id, each.code) for each in record.failure.offenders]
    assert told == [(members[place], code)]
    assert record.failure.offender_count == 1
    assert world.storage.heads == before
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.ABORTED}
    assert world.storage.heads == before


def test_of_many_offenders_a_hundred_are_told_and_all_are_counted() -> None:
    world, crowd = a_city(count=260), bulks.people(260)
    for user_id in crowd[10:]:
        leave(world, user_id)
    failure = bulks.assign(world, user_ids=crowd).value.failure
    assert failure is not None
    assert [each.user_id for each in failure.offenders] == list(crowd[10:110])
    assert failure.offender_count == 250
    assert all(head.intent is None for head in world.storage.heads.values())


@pytest.mark.parametrize("place", [0, 99, 100, 259])
def test_whoever_leaves_while_others_are_claimed_keeps_everybody_from_it(place: int) -> None:
    world, crowd = a_city(count=260), bulks.people(260)
    claims = calls_of(world, "FakeBulkStore.claim", crowd)
    for call in claims[: 1 + place // 100]:
        world, crowd = a_city(count=260), bulks.people(260)
        world.faults.at(call, "before", partial(leave, world, crowd[place]))
        record = bulks.assign(world, user_ids=crowd).value
        assert record.failure is not None
        assert [each.user_id for each in record.failure.offenders] == [crowd[place]]
        assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.ABORTED}


def calls_of(world: World, name: str, user_ids: tuple[UserId, ...] = CROWD) -> list[int]:
    """Where in a calm life of a bulk that call is made."""
    bulks.assign(world, user_ids=user_ids)
    return [number for number, call in enumerate(world.faults.calls, 1) if call == name]


def test_holders_may_be_left_out() -> None:
    world = a_city()
    has_it(world, CROWD[1])
    lives.give(world, 2, user_id=CROWD[2])
    record = bulks.assign(world, skips_holders=True).value
    members = tuple(user_id for user_id in CROWD if user_id != CROWD[1])
    assert world.storage.members[record.bulk_id] == members
    assert (record.user_count, record.skipped_count) == (4, 1)
    assert record.members_hash == members_hash(members)
    bulks.come_to_rest(world)
    assert bulks.held(world) == [an_asset_id(1)] * 5


def test_who_holds_it_by_a_bulk_that_is_not_stored_yet_is_a_holder_too() -> None:
    world = a_city()
    bulks.assign(world, user_ids=CROWD[:2])
    refused = bulks.assign(world).value.failure
    assert refused is not None
    assert [each.user_id for each in refused.offenders] == list(CROWD[:2])
    later = bulks.assign(world, skips_holders=True).value
    assert (later.status, later.skipped_count) == (BulkStatus.COMMITTED, 2)
    bulks.come_to_rest(world)


def test_who_becomes_a_holder_after_the_others_were_left_out_is_an_offender() -> None:
    world = a_city()
    at_record = calls_of(world, "FakeBulkStore.put_record")[0] + 1
    world = a_city()
    world.faults.at(at_record, "after", lambda: has_it(world, CROWD[3]))
    failure = bulks.assign(world, skips_holders=True).value.failure
    assert failure is not None
    assert [each.code for each in failure.offenders] == [AlreadyAssigned.code]
    bulks.come_to_rest(world)


def test_where_everybody_holds_it_nobody_is_left() -> None:
    world = a_city()
    bulks.assign(world)
    with pytest.raises(AlreadyAssigned):
        bulks.assign(world, skips_holders=True)
    assert len(bulks.records(world)) == 1


UNREADY = {"status": ConversionStatus.PROCESSING}
ABSENT = {"deleted_at": World().clock()}


def alter(world: World, changes: dict[str, Any]) -> None:
    asset = world.storage.assets[an_asset_id(1)]
    world.storage.assets[asset.asset_id] = replace(asset, **changes)


@pytest.mark.parametrize(
    ("changes", "refusal"), [(UNREADY, AssetNotReady), (ABSENT, AssetUnavailable)]
)
def test_what_nobody_can_be_given_begins_nothing(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    world = a_city()
    alter(world, changes)
    with pytest.raises(refusal):
        bulks.assign(world)
    assert bulks.records(world) == []


@pytest.mark.parametrize("asset_id", ["", "clip", an_asset_id(99)])
def test_an_asset_that_is_none_is_told(asset_id: str) -> None:
    world = a_city()
    with pytest.raises(AssetNotFound):
        world.bulk().bulk_assign_asset(NewBulk(asset_id, CROWD), bulks.asks(world))


@pytest.mark.parametrize(
    ("changes", "refusal"), [(UNREADY, AssetNotReady), (ABSENT, AssetUnavailable)]
)
def test_what_is_gone_at_the_commit_is_given_to_nobody(
    changes: dict[str, Any], refusal: type[AssetUnavailable]
) -> None:
    decided = calls_of(a_city(), "FakeBulkStore.decide")[0]
    claimed = calls_of(a_city(), "FakeBulkStore.claim")[0]
    for call in range(claimed, decided + 1):
        world = a_city()
        world.faults.at(call, "before", partial(alter, world, changes))
        record = bulks.assign(world).value
        assert record.failure is not None
        assert record.failure.code == refusal.code
        assert bulks.held(world) == [None] * 5
        assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.ABORTED}


def test_more_than_a_request_can_bear_are_left_to_the_queue() -> None:
    count = INLINE_USERS + 1
    world, crowd = a_city(count=count), bulks.people(count)
    record = bulks.assign(world, user_ids=crowd).value
    assert record.status is BulkStatus.PREPARING
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, True, 0)]
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED
    assert bulks.held(world, crowd) == [an_asset_id(1)] * count


@pytest.mark.parametrize("moment", ["before", "after"])
def test_where_a_service_fails_somebody_else_goes_on(moment: Moment) -> None:
    """Whoever asked is told that it prepares, wherever it failed."""
    bulks.assign(world := a_city())
    last = len(world.faults.calls)
    for call in range(bulks.BEGUN_BY, last):
        world = a_city()
        world.faults.fail(call, moment)
        record = bulks.assign(world).value
        [message] = world.bulk_queue.sent
        assert message.bulk_id == record.bulk_id
        if record.status is BulkStatus.PREPARING:
            assert message.delay_s == 0
        assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.SEALED}, call


def test_what_is_not_decided_in_time_is_handed_on_with_its_lease_renewed() -> None:
    world, crowd = a_city(count=260), bulks.people(260)
    for call in (6, 7, 8):
        world.faults.at(call, "after", lambda: world.clock.advance(timedelta(seconds=4)))
    record = bulks.assign(world, user_ids=crowd).value
    assert record.status is BulkStatus.PREPARING
    assert record.lease_until > record.created_at + LEASE
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED
    bulks.come_to_rest(world)
