"""What the tables' streams make known of bulk operations, and of the users who are in them."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from functions.notify.on_change import handler
from mediadesk import wiring
from mediadesk.aws.assignment_records import head_row
from mediadesk.aws.bulk_records import members_rows, record_row
from mediadesk.contracts.socket import BulkDecided
from mediadesk.domain.bulk import BulkFailure, BulkRecord, abort, commit, seal, undo
from mediadesk.domain.chains import ChainHead
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.heads import Change, Head, appended
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import AssetId
from mediadesk.domain.settling import settle
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.builders import (
    ADA,
    GRACE,
    a_bulk,
    a_bulk_id,
    a_change,
    a_decision,
    a_head,
    a_profile,
    an_act,
    an_asset,
    an_asset_id,
)
from tests.fakes import START
from tests.functions.events import changes, failed
from tests.functions.live import CLIENT, following
from tests.gateway import Context, Event
from tests.world import World

GIVEN, BEFORE, AFTER = an_asset_id(1), an_asset_id(2), an_asset_id(3)
SECOND = timedelta(seconds=1)
BEGUN = a_bulk()
COMMITTED = a_decision(commit(BEGUN, START))[0]
UNDONE = a_decision(undo(COMMITTED, ADA.name, START, START + SECOND, "request-2", None))[0]
SEALED = a_decision(seal(COMMITTED, None))[0]
ABORTED = a_decision(abort(BEGUN, BulkFailure("lease_lost", "Nobody was at work on it.")))[0]
HELD = replace(a_change(a_head(), 2).after, intent=BEGUN.bulk_id)


class Noting:
    """Notes of which assets it is asked to compute who holds them."""

    def __init__(self) -> None:
        self.asset_ids: list[AssetId] = []

    def refresh(self, asset_id: AssetId) -> None:
        self.asset_ids.append(asset_id)


@pytest.fixture
def followed(world: World) -> World:
    """A world in which one client follows a user, an asset, and all assets."""
    world.storage.assets |= {each: an_asset(number) for number, each in enumerate(_ASSETS, 1)}
    world.storage.profiles[GRACE] = a_profile()
    following(world, user_topic(GRACE), asset_topic(GIVEN), ALL_ASSETS)
    return world


_ASSETS = (GIVEN, BEFORE, AFTER)


def records(*life: BulkRecord | None) -> Event:
    """The events of a record that was written again and again."""
    images = [None if each is None else record_row(each).serialize() for each in life]
    return changes(*pairwise(images))


def heads(before: Head, after: Head) -> Event:
    return changes((head_row(before).serialize(), head_row(after).serialize()))


def handled(event: Event) -> list[AssetId]:
    """Of which assets it was computed who holds them, when all went well."""
    noting = Noting()
    with wiring.holder_projection.given(noting):  # type: ignore[arg-type] # all that is used
        assert failed(handler(event, Context())) == []
    return noting.asset_ids


def heard(world: World) -> list[BulkDecided]:
    frames = world.sockets.received(CLIENT)
    assert all(isinstance(frame, BulkDecided) for frame in frames)
    return [frame for frame in frames if isinstance(frame, BulkDecided)]


@pytest.mark.parametrize(
    ("before", "after", "news", "version"),
    [
        (BEGUN, COMMITTED, "bulk.committed", 1),
        (COMMITTED, UNDONE, "bulk.undone", 2),
        (COMMITTED, SEALED, "bulk.sealed", 2),
        (BEGUN, ABORTED, "bulk.aborted", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_decision_is_told_to_who_follows_the_asset_and_to_who_follows_all(
    followed: World, before: BulkRecord, after: BulkRecord, news: str, version: int
) -> None:
    moved = handled(records(before, after))

    assert moved == ([] if after is ABORTED else [GIVEN])
    frames = heard(followed)
    assert [frame.topic for frame in frames] == [asset_topic(GIVEN), ALL_ASSETS]
    for frame in frames:
        assert (frame.type, frame.version) == (news, version)
        assert (frame.cursor is None) is (frame.topic != ALL_ASSETS)
        assert frame.event_id == f"{BEGUN.bulk_id}:{after.status}"
        assert frame.data.status is after.status
        assert (frame.data.bulk_id, frame.data.asset_id) == (BEGUN.bulk_id, GIVEN)
        assert (frame.data.user_count, frame.data.assigned_by) == (1, "ada")
        assert (frame.data.assigned_at, frame.data.undo_until) == (
            after.assigned_at,
            after.undo_until,
        )
        assert (frame.data.undone_at, frame.data.undone_by) == (after.undone_at, after.undone_by)


def test_a_decision_bears_the_time_at_which_it_counts(followed: World) -> None:
    followed.clock.advance(60 * SECOND)
    handled(records(BEGUN, COMMITTED, UNDONE))
    assert [frame.occurred_at for frame in heard(followed)[::2]] == [START, START + SECOND]


def test_what_took_the_undo_is_named(followed: World) -> None:
    handled(records(COMMITTED, replace(SEALED, sealed_by="request-7")))
    assert {frame.data.sealed_by for frame in heard(followed)} == {"request-7"}


def test_what_is_no_decision_is_no_news(followed: World) -> None:
    renewed = replace(BEGUN, lease_until=START + 60 * SECOND)
    closed = replace(SEALED, drained_at=START, closed_at=START)
    chunk = members_rows(BEGUN.bulk_id, [GRACE])[0].serialize()

    assert handled(records(None, BEGUN, renewed)) == []
    assert handled(changes((None, chunk))) == []
    assert handled(records(replace(closed, closed_at=None), closed)) == []
    aborted = replace(ABORTED, drained_at=START)
    assert handled(records(ABORTED, aborted)) == []
    assert not heard(followed)


@pytest.mark.parametrize("decided", [SEALED, UNDONE])
def test_once_it_is_stored_with_everybody_the_holders_are_computed_again(
    followed: World, decided: BulkRecord
) -> None:
    assert handled(records(decided, replace(decided, drained_at=START))) == [GIVEN]
    assert not heard(followed)


def test_what_comes_again_is_told_under_the_same_id(followed: World) -> None:
    for _ in range(3):
        handled(records(BEGUN, COMMITTED, SEALED))
    assert len(heard(followed)) == 12
    assert len({frame.event_id for frame in heard(followed)}) == 2


def test_a_head_that_is_only_claimed_or_freed_is_no_news(followed: World) -> None:
    free = replace(HELD, intent=None)

    assert handled(heads(free, replace(HELD, v=HELD.v + 1))) == []
    assert handled(heads(HELD, settle(HELD, ABORTED).after)) == []
    assert not heard(followed)


@pytest.mark.parametrize(("decided", "lost"), [(SEALED, [BEFORE]), (UNDONE, [])])
def test_what_a_bulk_decided_is_not_told_again_when_it_is_stored_with_a_member(
    followed: World, decided: BulkRecord, lost: list[AssetId]
) -> None:
    assert handled(heads(HELD, settle(HELD, decided).after)) == lost
    assert not followed.sockets.frames


def test_a_change_of_a_member_is_told_as_any_other_though_it_stores_the_bulk_s_too(
    followed: World,
) -> None:
    held = settle(HELD, SEALED).after
    after = _next(held, AFTER).after

    assert handled(heads(HELD, after)) == [GIVEN, BEFORE, AFTER]
    [frame] = followed.sockets.received(CLIENT)
    assert getattr(frame, "event_id", None) == f"grace:{held.sequence + 1}"


def test_of_a_member_who_gives_it_back_alone_it_is_computed_who_holds_what_they_had(
    followed: World,
) -> None:
    held = settle(HELD, SEALED).after
    back = appended(held, HistoryAction.UNDO, BEFORE, an_act(), held.sequence).after

    assert handled(heads(HELD, back)) == [GIVEN, BEFORE]
    assert len(followed.sockets.frames) == 1


def test_a_projection_that_fails_keeps_no_frame_away(followed: World) -> None:
    class Broken(Noting):
        def refresh(self, asset_id: AssetId) -> None:
            raise ServiceUnavailable("Not now.")

    with wiring.holder_projection.given(Broken()):  # type: ignore[arg-type] # all that is used
        assert failed(handler(records(BEGUN, COMMITTED), Context())) == ["s0"]
    assert len(heard(followed)) == 2


def test_a_record_that_cannot_be_read_fails_alone(followed: World) -> None:
    bad = record_row(COMMITTED).serialize() | {"status": {"S": "dancing"}}
    good = record_row(replace(COMMITTED, bulk_id=a_bulk_id(2))).serialize()

    assert failed(handler(changes((None, bad), (None, good)), Context())) == ["s0"]
    assert {frame.data.bulk_id for frame in heard(followed)} == {a_bulk_id(2)}


def test_each_decision_raises_the_version(followed: World) -> None:
    late = replace(SEALED, audit=ChainHead(7, "ab" * 32))
    handled(records(BEGUN, COMMITTED, late))
    assert [frame.version for frame in heard(followed)[::2]] == [1, 7]


def _next(head: Head, asset_id: AssetId) -> Change:
    return appended(head, HistoryAction.ASSIGN, asset_id, an_act())
