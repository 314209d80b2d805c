"""The directory, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.assignments import bring_back, remove_user
from mediadesk.domain.audit import profile_chain
from mediadesk.domain.errors import UserNotFound, WriteConflict
from mediadesk.domain.heads import Change
from mediadesk.domain.ids import UserId
from mediadesk.domain.users import Profile, deactivate, describe
from mediadesk.ports import ProfileChange
from tests.aws.backends import Stores
from tests.builders import (
    GRACE,
    a_change,
    a_head,
    a_profile,
    an_act,
    an_answer,
    profile_change,
    registration,
)
from tests.fakes import START

LATER = START + timedelta(minutes=1)


def registered(stores: Stores, profile: Profile | None = None) -> Profile:
    """Somebody who is in the directory."""
    change = registration(profile)
    stores.users.save(change)
    return change.after


def renamed(profile: Profile, name: str) -> ProfileChange:
    return profile_change(profile, describe(profile, name, profile.email, LATER), at=LATER)


def found(stores: Stores, word: str) -> list[str]:
    return [hit.user_id for hit in stores.users.search(word, None, 100)]


def test_a_registered_user_is_read_back_with_a_head_that_holds_nothing(stores: Stores) -> None:
    profile = registered(stores)
    assert stores.users.get(GRACE) == profile
    assert stores.heads.head(GRACE) == a_head()


def test_an_unknown_user_is_not_found(stores: Stores) -> None:
    with pytest.raises(UserNotFound):
        stores.users.get(GRACE)


def test_many_users_come_in_the_order_asked_for_without_the_absent(stores: Stores) -> None:
    first, second = registered(stores, a_profile("u-1")), registered(stores, a_profile("u-2"))
    wanted = [UserId("u-2"), UserId("nobody"), UserId("u-1")]
    assert stores.users.get_many(wanted) == [second, first]
    assert stores.users.get_many([]) == []


def test_an_entry_comes_with_its_audit_entry_and_its_answer(stores: Stores) -> None:
    change = registration()
    stores.users.save(change)
    assert stores.chain(profile_chain(GRACE)) == [change.after.audit.hash]
    assert stores.answers.find(change.answer.operation_id) == change.answer


def test_a_new_name_leaves_the_head_as_it_is(stores: Stores) -> None:
    profile = registered(stores)
    held = a_change(stores.heads.head(GRACE))
    stores.heads.save(held, an_answer("assign"))
    change = renamed(profile, "Amazing Grace")
    stores.users.save(change)
    assert stores.users.get(GRACE) == change.after
    assert stores.heads.head(GRACE) == held.after
    assert len(stores.chain(profile_chain(GRACE))) == 2


def test_a_deactivation_ends_what_the_user_holds_in_the_same_step(stores: Stores) -> None:
    profile = registered(stores)
    held = a_change(stores.heads.head(GRACE))
    stores.heads.save(held, an_answer("assign"))
    end = remove_user(held.after, an_act(LATER))
    change = profile_change(profile, deactivate(profile, LATER), end, LATER)
    stores.users.save(change)
    assert stores.users.get(GRACE) == change.after
    assert stores.heads.head(GRACE) == end.after
    assert stores.history.newest(GRACE, None, 9) == [*end.entries, *held.entries]


def test_somebody_who_held_nothing_goes_and_comes_back_without_an_entry(stores: Stores) -> None:
    profile = registered(stores)
    end = remove_user(a_head(), an_act(LATER))
    gone = profile_change(profile, deactivate(profile, LATER), end, LATER)
    stores.users.save(gone)
    back = bring_back(end.after)
    active = describe(gone.after, profile.display_name, profile.email, LATER)
    stores.users.save(profile_change(gone.after, active, back, LATER))
    assert stores.users.get(GRACE).deactivated_at is None
    assert stores.heads.head(GRACE) == replace(a_head(), v=2)
    assert stores.history.newest(GRACE, None, 9) == []


def test_nobody_is_registered_twice(stores: Stores) -> None:
    profile = registered(stores)
    with pytest.raises(WriteConflict):
        stores.users.save(profile_change(None, a_profile(email="b@example.org"), key="second"))
    assert stores.users.get(GRACE) == profile


def refused_whole(stores: Stores, change: ProfileChange) -> None:
    """The change is refused, and nothing of it is to be seen."""
    profile, head = stores.users.get(GRACE), stores.heads.head(GRACE)
    chain, history = stores.chain(profile_chain(GRACE)), stores.history.newest(GRACE, None, 9)
    answer = stores.answers.find(change.answer.operation_id)
    with pytest.raises(WriteConflict):
        stores.users.save(change)
    assert (stores.users.get(GRACE), stores.heads.head(GRACE)) == (profile, head)
    assert stores.chain(profile_chain(GRACE)) == chain
    assert stores.history.newest(GRACE, None, 9) == history
    assert stores.answers.find(change.answer.operation_id) == answer
    assert found(stores, "zoe") == []


def test_a_change_of_an_old_entry_is_refused_whole(stores: Stores) -> None:
    profile = registered(stores)
    stores.users.save(renamed(profile, "Amazing Grace"))
    end = remove_user(a_head(), an_act(LATER))
    late = describe(replace(profile, audit=stores.users.get(GRACE).audit), "Zoe", "z@x.org", LATER)
    refused_whole(stores, profile_change(profile, late, end, LATER, key="late"))


def test_a_change_on_the_ground_of_an_old_head_is_refused_whole(stores: Stores) -> None:
    profile = registered(stores)
    stores.heads.save(a_change(a_head()), an_answer("assign"))
    end = remove_user(a_head(), an_act(LATER))
    refused_whole(stores, profile_change(profile, zoe(profile), end, LATER))


def test_a_change_for_a_head_is_refused_whole_once_that_has_moved_on(stores: Stores) -> None:
    profile = registered(stores)
    held = a_change(a_head())
    stores.heads.save(held, an_answer("assign"))
    change = replace(profile_change(profile, zoe(profile), at=LATER), is_for_head=True)
    refused_whole(stores, change)
    stores.users.save(replace(change, head=Change(held.after, held.after)))
    assert stores.users.get(GRACE) == change.after
    assert stores.heads.head(GRACE) == held.after


def test_a_change_whose_place_in_the_history_is_taken_is_refused_whole(stores: Stores) -> None:
    profile = registered(stores)
    held = a_change(a_head())
    stores.heads.save(held, an_answer("assign"))
    end = a_change(held.after, None)
    forked = Change(end.before, end.after, held.entries)
    refused_whole(stores, profile_change(profile, zoe(profile), forked, LATER))


def test_a_change_whose_place_in_the_chain_is_taken_is_refused_whole(stores: Stores) -> None:
    profile = registered(stores)
    change = profile_change(profile, zoe(profile), remove_user(a_head(), an_act()), LATER)
    taken = replace(change.entry, sequence=1)
    refused_whole(stores, replace(change, entry=taken))


def test_a_change_whose_operation_was_answered_is_refused_whole(stores: Stores) -> None:
    profile = registered(stores)
    end = remove_user(a_head(), an_act())
    refused_whole(stores, profile_change(profile, zoe(profile), end, LATER, key="profile-grace-1"))


def zoe(profile: Profile) -> Profile:
    return describe(profile, "Zoe", "zoe@example.org", LATER)


def test_everybody_is_listed_by_id(stores: Stores) -> None:
    names = [f"user-{number:02d}" for number in range(30)]
    for name in reversed(names):
        registered(stores, a_profile(name))
    assert stores.users.directory(None, 100) == names
    assert stores.users.directory(None, 7) == names[:7]
    assert stores.users.directory(UserId(names[6]), 7) == names[7:14]
    assert stores.users.directory(UserId("user-06x"), 2) == names[7:9]
    assert stores.users.directory(UserId(names[-1]), 7) == []
