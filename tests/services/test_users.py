"""How somebody comes into the directory, is described anew, leaves it and comes back."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.audit import AuditAction
from mediadesk.domain.errors import (
    InvalidInput,
    MediadeskError,
    PreconditionFailed,
    UserDeactivated,
    UserNotFound,
)
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.operations import Asked
from mediadesk.domain.users import Seen
from tests.builders import an_asset_id, user_fields
from tests.services import lives
from tests.services.lives import GRACE, a_town, asked, asks, dismiss, give, history, holds, put
from tests.world import World

NO_IDS = ["", "a b", "a/b", "é", "\0", "x" * 129, "grace\n", "U#grace"]


def chain(world: World) -> list[AuditAction]:
    return [entry.action for entry in world.storage.chain(f"PROFILE#{GRACE}")]


def test_somebody_new_is_registered_with_an_empty_history() -> None:
    world = World()
    outcome = world.users().put(GRACE, user_fields(), None, asks(world))
    assert (outcome.value.is_new, outcome.is_replay) == (True, False)
    assert (outcome.value.user.version, outcome.value.user.current) == (1, None)
    assert world.directory().get(GRACE).profile.display_name == "Grace Hopper"
    assert (history(world), chain(world)) == ([], [AuditAction.USER_REGISTERED])


def test_the_same_words_again_write_nothing() -> None:
    world = a_town()
    again = world.users().put(GRACE, user_fields(), None, asks(world))
    assert (again.value.is_new, again.value.user.version) == (False, 1)
    assert "FakeUserStore.save" not in world.faults.calls


def test_every_change_of_an_entry_is_told_in_its_chain() -> None:
    world = a_town()
    put(world, "Grace")
    dismiss(world)
    put(world, "Grace")
    assert chain(world) == [
        AuditAction.USER_REGISTERED,
        AuditAction.USER_UPDATED,
        AuditAction.USER_DEACTIVATED,
        AuditAction.USER_REACTIVATED,
    ]
    lives.require_whole(world)
    [*_, last] = world.storage.chain(f"PROFILE#{GRACE}")
    assert last.before == {
        "display_name": "Grace",
        "email": "grace@example.org",
        "deactivated": True,
    }
    assert (last.user_id, last.asset_id) == (GRACE, None)


def test_who_leaves_loses_what_they_hold_and_gets_nothing_more() -> None:
    world = a_town()
    give(world, 1)
    user = dismiss(world).value
    assert (user.current, user.sequence, user.version) == (None, 2, 4)
    assert history(world)[-1].action is HistoryAction.USER_REMOVED
    with pytest.raises(UserDeactivated):
        give(world, 2)
    assert holds(world) is None


def test_who_left_already_does_not_leave_again() -> None:
    world = a_town()
    first = dismiss(world).value
    world.clock.advance(timedelta(hours=1))
    assert dismiss(world).value == first


def test_who_comes_back_holds_nothing_and_can_be_given_something() -> None:
    world = a_town()
    give(world, 1)
    dismiss(world)
    back = put(world, "Grace Hopper").value
    assert (back.current, back.profile.deactivated_at) == (None, None)
    assert give(world, 1).value.asset_id == an_asset_id(1)


@pytest.mark.parametrize("seen", [Seen(1, 0), Seen(2, 0), Seen(0, 2), Seen(2, 1), Seen(1, 2)])
def test_a_version_that_is_not_the_present_one_changes_nothing(seen: Seen) -> None:
    world = a_town()
    give(world, 1)
    fields = user_fields(display_name="Grace")
    with pytest.raises(PreconditionFailed, match=r"version 1\.1"):
        world.users().put(GRACE, fields, seen, asks(world))
    with pytest.raises(PreconditionFailed):
        world.users().deactivate(GRACE, seen, asks(world))
    with pytest.raises(PreconditionFailed):
        world.assignments().unassign(GRACE, Asked(asks(world), seen=seen))
    entry_id = history(world)[0].entry_id
    with pytest.raises(PreconditionFailed):
        world.assignments().revert(GRACE, entry_id, Asked(asks(world), seen=seen))
    assert (world.directory().get(GRACE).version, len(history(world))) == (2, 1)


def test_the_version_that_was_seen_lets_a_change_pass() -> None:
    world = a_town()
    give(world, 1)
    world.users().put(GRACE, user_fields(display_name="G"), Seen(1, 1), asks(world))
    world.assignments().unassign(GRACE, Asked(asks(world), seen=Seen(2, 1)))
    assert world.users().deactivate(GRACE, Seen(2, 2), asks(world)).value.user.version == 5


@pytest.mark.parametrize("seen", [Seen(1, 0), Seen()])
def test_a_version_of_somebody_who_was_never_there_is_refused(seen: Seen) -> None:
    world = World()
    with pytest.raises(PreconditionFailed):
        world.users().put(GRACE, user_fields(), seen, asks(world))
    assert not world.storage.profiles


def rename(world: World, seen: Seen) -> None:
    world.users().put(GRACE, user_fields(display_name="Zoe"), seen, asks(world))


def dismiss_as_seen(world: World, seen: Seen) -> None:
    world.users().deactivate(GRACE, seen, asks(world))


def unassign(world: World, seen: Seen) -> None:
    world.assignments().unassign(GRACE, Asked(asks(world), seen=seen))


def revert(world: World, seen: Seen) -> None:
    entry_id = history(world)[0].entry_id
    world.assignments().revert(GRACE, entry_id, Asked(asks(world), seen=seen))


@pytest.mark.parametrize("meanwhile", [lambda w: put(w, "G. Hopper"), lambda w: give(w, 3)])
@pytest.mark.parametrize("act", [rename, dismiss_as_seen, unassign, revert])
def test_what_was_seen_counts_until_the_very_write(
    act: Callable[[World, Seen], None], meanwhile: Callable[[World], object]
) -> None:
    calm = a_town()
    give(calm, 1)
    give(calm, 2)
    calm.faults.clear()
    act(calm, Seen(1, 2))
    for call in range(1, len(calm.faults.calls) + 1):
        world = a_town()
        give(world, 1)
        give(world, 2)
        world.faults.clear()
        world.faults.at(call, "before", partial(meanwhile, world))
        with pytest.raises(PreconditionFailed):
            act(world, Seen(1, 2))
        assert world.directory().get(GRACE).version == 4
        lives.require_whole(world)


@pytest.mark.parametrize("act", [rename, dismiss_as_seen, unassign, revert])
def test_who_has_seen_no_more_than_that_there_is_somebody_minds_no_change(
    act: Callable[[World, Seen], None],
) -> None:
    world = a_town()
    give(world, 1)
    give(world, 2)
    world.faults.at(3, "before", lambda: put(world, "G. Hopper"))
    act(world, Seen())
    lives.require_whole(world)


@pytest.mark.parametrize("user_id", NO_IDS, ids=ascii)
def test_what_is_no_id_names_nobody(user_id: str) -> None:
    world = a_town()
    for act in (
        lambda: world.users().deactivate(user_id, None, asks(world)),
        lambda: world.assignments().assign(an_asset_id(1), user_id, asked(world)),
        lambda: world.assignments().unassign(user_id, asked(world)),
        lambda: world.assignments().revert(user_id, "ent_x", asked(world)),
        lambda: world.directory().get(user_id),
    ):
        with pytest.raises(UserNotFound):
            act()
    with pytest.raises(InvalidInput):
        world.users().put(user_id, user_fields(), None, asks(world))


def test_a_repeat_shows_somebody_as_they_were_answered_then() -> None:
    world = a_town()
    give(world, 1)
    first = put(world, "Grace", "key-1").value
    give(world, 2)
    dismiss(world)
    again = put(world, "Grace", "key-1")
    assert again.is_replay
    assert (again.value.current, again.value.version) == (first.current, first.version)
    assert again.value.profile.deactivated_at is None


def test_a_repeat_of_what_changed_nothing_does_not_act_later() -> None:
    world = a_town()
    same = asks(world, "same")
    assert not world.users().put(GRACE, user_fields(), None, same).is_replay
    put(world, "Rear Admiral Hopper")
    assert world.users().put(GRACE, user_fields(), None, same).is_replay
    assert world.directory().get(GRACE).profile.display_name == "Rear Admiral Hopper"
    dismiss(world)
    gone = asks(world, "gone")
    world.users().deactivate(GRACE, None, gone)
    put(world, "Grace Hopper")
    assert world.users().deactivate(GRACE, None, gone).is_replay
    assert world.directory().get(GRACE).profile.deactivated_at is None


def test_a_repeated_registration_is_still_one() -> None:
    world = World()
    for is_replay in (False, True):
        outcome = world.users().put(GRACE, user_fields(), None, asks(world, "key-1"))
        assert (outcome.value.is_new, outcome.is_replay) == (True, is_replay)


def test_nothing_of_a_refused_change_is_kept() -> None:
    world = a_town()
    answers = dict(world.storage.answers)
    with pytest.raises(MediadeskError):
        world.users().deactivate("nobody", None, asks(world, "key-1"))
    assert world.storage.answers == answers
