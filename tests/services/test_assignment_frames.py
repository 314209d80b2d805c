"""Who hears what when an asset changes hands: by the user, by the asset, by all assets."""

from dataclasses import replace
from datetime import timedelta

from mediadesk.contracts.socket import AssetHolders, AssignmentChanged, UserAssignment
from mediadesk.domain.heads import Head
from mediadesk.domain.history import HistoryAction
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
from tests.fakes import START
from tests.services.talks import following, heard, tell
from tests.world import World

CLIP = an_asset_id()
HELD = Holders(CLIP, Holding(GRACE, START, ADA.name), count=1, version=2, v=5, computed_at=START)
SECOND = timedelta(seconds=1)


def a_world(*names: str) -> World:
    """One in which each of them follows the user, the asset and all assets."""
    world = World()
    world.storage.assets[CLIP] = an_asset(version=7)
    world.storage.profiles[GRACE] = a_profile(version=3)
    for name in names or ("c-1",):
        following(world, name, user_topic(GRACE), asset_topic(CLIP), ALL_ASSETS)
    world.faults.clear()
    return world


def tell_user(world: World, before: Head | None, after: Head) -> None:
    tell(world, lambda announcer: announcer.announce_user(before, after))


def tell_holders(world: World, before: Holders | None, after: Holders) -> None:
    tell(world, lambda announcer: announcer.announce_holders(before, after))


def a_life() -> list[Head]:
    """Somebody is registered, given a clip, given another one, and loses it."""
    life = [a_head()]
    for number in (1, 2, None):
        life.append(a_change(life[-1], number, START + len(life) * SECOND).after)
    return life


def tell_life(world: World, life: list[Head]) -> None:
    for before, after in zip([None, *life], life, strict=False):
        tell_user(world, before, after)


def test_what_a_user_holds_now_is_told_with_all_that_an_undo_needs() -> None:
    world = a_world()
    head = a_change(a_head(), 1).after
    tell_user(world, a_head(), head)
    assert heard(world) == [
        AssignmentChanged(
            event_id="grace:1",
            topic="user:grace",
            cursor="4",
            version=4,
            occurred_at=START,
            data=UserAssignment(
                user_id="grace",
                action=HistoryAction.ASSIGN,
                assignment_id="asg_MTpncmFjZQ",
                asset_id=CLIP,
                previous_asset_id=None,
                assigned_by="ada",
                assigned_at=START,
                undo_until=START + 30 * SECOND,
                bulk_id=None,
                sequence=1,
            ),
        )
    ]


def test_each_entry_of_a_history_is_told_in_its_order() -> None:
    world = a_world()
    tell_life(world, a_life())
    frames = [frame for frame in heard(world) if isinstance(frame, AssignmentChanged)]
    held = [frame.data for frame in frames if isinstance(frame.data, UserAssignment)]
    assert [(each.sequence, each.previous_asset_id, each.asset_id) for each in held] == [
        (1, None, an_asset_id(1)),
        (2, an_asset_id(1), an_asset_id(2)),
        (3, an_asset_id(2), None),
    ]
    assert [each.undo_until is None for each in held] == [False, False, True]
    assert [frame.cursor for frame in frames] == ["4", "5", "6"]


def test_a_change_of_a_head_without_a_new_entry_is_no_news() -> None:
    world = a_world()
    head = a_life()[1]
    tell_user(world, None, a_head())
    tell_user(world, head, replace(head, v=head.v + 1, deactivated_at=START))
    tell_user(world, head, head)
    assert not heard(world)
    assert not world.faults.calls


def test_who_holds_an_asset_is_told_with_the_version_that_http_shows() -> None:
    world = a_world()
    tell_holders(world, None, HELD)
    own, everybody = heard(world)
    assert own == AssignmentChanged(
        event_id=f"{CLIP}:h2",
        topic=f"asset:{CLIP}",
        cursor="9",
        version=7,
        occurred_at=START,
        data=AssetHolders(
            asset_id=CLIP,
            user_id="grace",
            assigned_at=START,
            assigned_by="ada",
            assigned_user_count=1,
        ),
    )
    assert isinstance(own, AssignmentChanged)
    [place] = [event.cursor for event in world.storage.told.values()]
    assert everybody == own.model_copy(update={"topic": "assets", "cursor": place})


def test_an_asset_that_nobody_holds_any_more_is_told_as_such() -> None:
    world = a_world()
    nobody = replace(HELD, latest=None, count=0, version=3)
    tell_holders(world, HELD, nobody)
    frame = heard(world)[0]
    assert isinstance(frame, AssignmentChanged)
    assert frame.data == AssetHolders(
        asset_id=CLIP, user_id=None, assigned_at=None, assigned_by=None, assigned_user_count=0
    )


def test_a_projection_that_was_computed_to_the_same_is_no_news() -> None:
    world = a_world()
    later = START + 30 * SECOND
    tell_holders(world, None, Holders(CLIP, v=1, computed_at=START))
    tell_holders(world, HELD, replace(HELD, v=6, computed_at=later))
    tell_holders(world, HELD, replace(HELD, v=6, due_at=later))
    assert not heard(world)
    assert not world.faults.calls


def test_what_is_told_again_has_the_same_event_id() -> None:
    world = a_world()
    for _ in range(3):
        tell_life(world, a_life())
        tell_holders(world, None, HELD)
    frames = [frame for frame in heard(world) if isinstance(frame, AssignmentChanged)]
    assert len(frames) == 15
    assert {frame.event_id for frame in frames} == {"grace:1", "grace:2", "grace:3", f"{CLIP}:h2"}


def test_only_those_who_follow_them_hear_of_a_user_and_an_asset() -> None:
    world = World()
    world.storage.assets[CLIP] = an_asset()
    world.storage.profiles[GRACE] = a_profile()
    topics = [user_topic(GRACE), asset_topic(CLIP), ALL_ASSETS, asset_topic(an_asset_id(2))]
    for number, topic in enumerate(topics):
        following(world, f"c-{number}", topic)
    tell_user(world, None, a_life()[1])
    tell_holders(world, None, HELD)
    assert [len(heard(world, f"c-{number}")) for number in range(4)] == [1, 1, 1, 0]


def test_who_is_in_no_table_any_more_is_no_news_and_stops_nobody() -> None:
    world = a_world()
    world.storage.assets.clear()
    world.storage.profiles.clear()
    tell_holders(world, None, HELD)
    tell_user(world, None, a_life()[1])
    assert not heard(world)
    assert not world.storage.told
