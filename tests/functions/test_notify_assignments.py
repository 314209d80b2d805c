"""What the tables' streams make known of users, and of who holds an asset."""

from dataclasses import replace

import pytest

from functions.notify.on_change import handler
from mediadesk import wiring
from mediadesk.aws.assignment_records import head_row, holders_row
from mediadesk.contracts.socket import AssetHolders, AssignmentChanged
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.builders import (
    ADA,
    GRACE,
    a_change,
    a_head,
    a_profile,
    an_asset,
    an_asset_id,
)
from tests.fake_stores import FakeHolderStore
from tests.fakes import START
from tests.functions.events import changes, failed, image
from tests.functions.live import CLIENT, following
from tests.gateway import Context, Event
from tests.world import World

CLIP, OTHER = an_asset_id(1), an_asset_id(2)
HELD = Holders(CLIP, Holding(GRACE, START, ADA.name), count=1, version=1, v=1, computed_at=START)


@pytest.fixture
def followed(world: World) -> World:
    """A world in which one client follows a user and all assets."""
    world.storage.assets |= {CLIP: an_asset(1), OTHER: an_asset(2)}
    world.storage.profiles[GRACE] = a_profile()
    following(world, user_topic(GRACE), ALL_ASSETS)
    world.faults.clear()
    return world


def head_image(head: Head) -> Event:
    item: Event = head_row(head).serialize()
    return item


def holders_image(holders: Holders) -> Event:
    item: Event = holders_row(holders).serialize()
    return item


def moved(world: World, before: Head | None, after: Head) -> Event:
    """The event of a head that was written."""
    world.storage.heads[after.user_id] = after
    old = None if before is None else head_image(before)
    return changes((old, head_image(after)))


def heard(world: World) -> list[str]:
    frames = world.sockets.received(CLIENT)
    return [frame.event_id for frame in frames if isinstance(frame, AssignmentChanged)]


def counts(world: World) -> dict[str, int]:
    return {asset_id: holders.count for asset_id, holders in world.storage.holders.items()}


def test_of_both_assets_that_changed_hands_it_is_computed_who_holds_them(followed: World) -> None:
    first = a_change(a_head(), 1).after
    second = a_change(first, 2).after

    assert failed(handler(moved(followed, a_head(), first), Context())) == []
    assert counts(followed) == {CLIP: 1}
    assert failed(handler(moved(followed, first, second), Context())) == []
    assert counts(followed) == {CLIP: 0, OTHER: 1}
    assert heard(followed) == ["grace:1", "grace:2"]


def test_the_user_s_change_is_told_before_the_projection_is_computed(followed: World) -> None:
    handler(moved(followed, a_head(), a_change(a_head(), 1).after), Context())

    calls = followed.faults.calls
    assert calls.index("FakeSockets.send") < calls.index("FakeHolderStore.get_many")


class Busy(FakeHolderStore):
    """Others are always faster with the projection of one asset."""

    def save(self, before: Holders, after: Holders) -> None:
        if after.asset_id == CLIP:
            raise WriteConflict("Others are faster.")
        super().save(before, after)


def test_a_projection_that_fails_keeps_neither_the_frame_nor_the_other_away(
    followed: World,
) -> None:
    followed.holders = Busy(followed.faults, followed.storage)
    first = a_change(a_head(), 1).after
    event = moved(followed, first, a_change(first, 2).after)

    with wiring.holder_projection.given(followed.holder_projection()):
        assert failed(handler(event, Context())) == ["s0"]

    assert heard(followed) == ["grace:2"]
    assert counts(followed) == {OTHER: 1}


def test_a_frame_that_fails_keeps_no_projection_away(followed: World) -> None:
    event = moved(followed, a_head(), a_change(a_head(), 1).after)
    followed.faults.clear()
    followed.faults.fail(1, "before")

    assert failed(handler(event, Context())) == ["s0"]
    assert counts(followed) == {CLIP: 1}


def test_a_user_who_is_new_or_only_written_anew_is_no_news(followed: World) -> None:
    head = a_change(a_head(), 1).after
    again = replace(head, v=head.v + 1, deactivated_at=START)

    assert failed(handler(moved(followed, None, a_head()), Context())) == []
    assert failed(handler(moved(followed, head, again), Context())) == []
    assert not followed.faults.calls


def test_who_holds_an_asset_is_told_as_the_projection_changes(followed: World) -> None:
    late = replace(HELD, v=2, due_at=START)
    images = [holders_image(each) for each in (HELD, late, replace(late, count=2, version=2))]
    event = changes(*zip([None, *images], images, strict=False))

    assert failed(handler(event, Context())) == []
    assert heard(followed) == [f"{CLIP}:h1", f"{CLIP}:h2"]
    last = followed.sockets.received(CLIENT)[-1]
    assert isinstance(last, AssignmentChanged)
    assert isinstance(last.data, AssetHolders)
    assert (last.data.user_id, last.data.assigned_user_count) == ("grace", 2)


def test_a_change_that_comes_again_tells_the_same_and_computes_the_same(followed: World) -> None:
    event = moved(followed, a_head(), a_change(a_head(), 1).after)
    for _ in range(3):
        assert failed(handler(event, Context())) == []

    assert heard(followed) == ["grace:1"] * 3
    assert followed.storage.holders[CLIP].version == 1


@pytest.mark.parametrize("kind", ["PROFILE", "HOLDERS#1", "meta", ""])
def test_an_item_of_another_kind_is_left_alone(followed: World, kind: str) -> None:
    unknown = {"pk": {"S": "A#1"}, "sk": {"S": kind}}
    event = changes((None, unknown), (unknown, unknown), (None, image(an_asset())))

    assert failed(handler(event, Context())) == []
    assert len(followed.sockets.received(CLIENT)) == 1


def test_what_was_deleted_is_no_news(followed: World) -> None:
    gone = [head_image(a_change(a_head(), 1).after), holders_image(HELD)]

    assert failed(handler(changes(*((image, None) for image in gone)), Context())) == []
    assert not followed.faults.calls


def test_an_image_that_cannot_be_read_fails_alone(followed: World) -> None:
    good = head_image(a_change(a_head(), 1).after)
    bad = good | {"sequence": {"N": "many"}, "pk": {"S": "U#zoe"}}
    lacking = holders_image(HELD)
    del lacking["version"]

    event = changes((None, bad), (None, lacking), (None, good))
    assert failed(handler(event, Context())) == ["s0", "s1"]
    assert heard(followed) == ["grace:1"]


def test_a_change_does_not_overtake_an_earlier_one_of_the_same_user(followed: World) -> None:
    first = a_change(a_head(), 1).after
    images = [head_image(each) for each in (a_head(), first, a_change(first, 2).after)]
    images[1] |= {"sequence": {"N": "many"}}
    event = changes(*zip([None, *images], images, strict=False))

    assert failed(handler(event, Context())) == ["s1", "s2"]
    assert heard(followed) == []


@pytest.mark.parametrize("call", [4, 5, 6])
def test_a_projection_that_could_not_be_computed_comes_again(followed: World, call: int) -> None:
    event = moved(followed, a_head(), a_change(a_head(), 1).after)
    followed.faults.clear()
    followed.faults.fail(call, "before")

    assert failed(handler(event, Context())) == ["s0"]
    assert failed(handler(event, Context())) == []
    assert counts(followed) == {CLIP: 1}
    assert heard(followed) == ["grace:1"] * 2


def test_a_conversion_s_cursor_counts_what_was_told_of_the_holders(followed: World) -> None:
    following(followed, asset_topic(CLIP), ALL_ASSETS)
    handler(moved(followed, a_head(), a_change(a_head(), 1).after), Context())
    followed.sockets.frames.clear()

    projection = holders_image(followed.storage.holders[CLIP])
    handler(changes((None, projection), (None, image(an_asset()))), Context())

    own = [f for f in followed.sockets.received(CLIENT) if getattr(f, "topic", "") != ALL_ASSETS]
    assert [getattr(frame, "cursor", None) for frame in own] == ["2", "2"]
