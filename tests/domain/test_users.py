"""Directory entries: what changes them, and what is visible of somebody."""

from datetime import timedelta

from mediadesk.domain.heads import current
from mediadesk.domain.users import User, deactivate, describe
from tests.domain.people import MILLISECOND, NOW, a_life, a_profile

LATER = NOW + timedelta(hours=1)


def test_a_new_name_or_address_is_a_new_version() -> None:
    profile = a_profile()
    named = describe(profile, "G. Hopper", profile.email, LATER)
    moved = describe(named, named.display_name, "g@example.org", LATER + MILLISECOND)
    assert (named.display_name, named.version, named.updated_at) == ("G. Hopper", 2, LATER)
    assert (moved.email, moved.version, moved.updated_at) == (
        "g@example.org",
        3,
        LATER + MILLISECOND,
    )


def test_the_same_words_again_change_nothing() -> None:
    profile = a_profile()
    assert describe(profile, profile.display_name, profile.email, LATER) is profile


def test_who_was_deactivated_is_brought_back_by_being_described() -> None:
    profile = a_profile()
    gone = deactivate(profile, LATER)
    back = describe(gone, profile.display_name, profile.email, LATER + MILLISECOND)
    assert (gone.deactivated_at, gone.version) == (LATER, 2)
    assert (back.deactivated_at, back.version) == (None, 3)


def test_who_was_deactivated_is_not_deactivated_again() -> None:
    gone = deactivate(a_profile(), NOW)
    assert deactivate(gone, LATER) is gone


def test_the_visible_version_rises_with_the_entry_and_with_the_assignment() -> None:
    head, _ = a_life(1, 2)
    profile = a_profile()
    seen = [
        User(profile, None, 0),
        User(profile, current(head), head.sequence),
        User(deactivate(profile, NOW), current(head), head.sequence),
    ]
    assert [user.version for user in seen] == [1, 3, 4]
