"""Words that find users, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

from mediadesk.domain.user_search import MAX_TERM_CHARACTERS, MAX_TERMS, terms
from mediadesk.domain.users import Profile, describe
from mediadesk.ports import ProfileChange
from tests.aws.backends import Stores
from tests.builders import (
    GRACE,
    a_change,
    a_head,
    a_profile,
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


def test_users_are_found_by_the_beginning_of_each_word(stores: Stores) -> None:
    registered(stores, a_profile("u-1", display_name="Ada Lovelace", email="ada@x.org"))
    registered(stores, a_profile("u-2", display_name="Adam Smith", email="smith@x.org"))
    assert found(stores, "ada ") == []
    assert set(found(stores, "ada")) == {"u-1", "u-2"}
    assert found(stores, "adam") == ["u-2"]
    assert found(stores, "lov") == ["u-1"]
    assert set(found(stores, "l")) == {"u-1"}
    assert found(stores, "ovelace") == []


def test_a_hit_tells_all_terms_of_its_user(stores: Stores) -> None:
    profile = registered(stores)
    [hit] = stores.users.search("grace@", None, 10)
    assert (hit.term, hit.user_id, hit.terms) == (profile.email, GRACE, terms(profile))


def test_a_term_with_the_mark_that_ends_terms_is_found(stores: Stores) -> None:
    registered(stores, a_profile("u-1", display_name="C# F##"))
    assert [hit.term for hit in stores.users.search("c#", None, 10)] == ["c#"]
    assert found(stores, "f##") == ["u-1"]


def test_a_term_of_one_character_is_found_once(stores: Stores) -> None:
    registered(stores, a_profile("x", display_name="X", email="x@x"))
    assert [hit.term for hit in stores.users.search("x", None, 10)] == ["x", "x@x"]


def test_hits_come_in_order_and_go_on_after_any_of_them(stores: Stores) -> None:
    for number in range(5):
        registered(stores, a_profile(f"u-{number}", display_name=f"Ann {number}", email="ann@x"))
    everything = stores.users.search("a", None, 100)
    assert len(everything) == 10
    assert everything == sorted(everything, key=lambda hit: hit.position)
    for place, hit in enumerate(everything, start=1):
        assert stores.users.search("a", hit.position, 3) == everything[place : place + 3]


def test_a_search_goes_on_after_a_hit_that_is_gone(stores: Stores) -> None:
    profiles = [
        registered(stores, a_profile(f"u-{number}", display_name="Ann")) for number in "123"
    ]
    [first, second] = stores.users.search("ann", None, 2)
    stores.users.save(renamed(profiles[1], "Bea"))
    assert [hit.user_id for hit in stores.users.search("ann", second.position, 9)] == ["u-3"]
    assert [hit.user_id for hit in stores.users.search("ann", first.position, 9)] == ["u-3"]


def test_old_words_find_nobody_and_new_ones_do(stores: Stores) -> None:
    profile = registered(stores, a_profile(display_name="Grace Hopper"))
    assert found(stores, "hopp") == ["grace"]
    stores.users.save(renamed(profile, "Zoe"))
    assert found(stores, "hopp") == []
    assert found(stores, "zoe") == ["grace"]
    assert set(stores.users.search("grace@", None, 9)[0].terms) == set(
        terms(stores.users.get(GRACE))
    )


def test_twenty_old_and_twenty_new_terms_of_full_length_fit(stores: Stores) -> None:
    old, new = (" ".join(f"{letter}{n:02d}" + "é" * 124 for n in range(20)) for letter in "bc")
    profile = registered(stores, a_profile(display_name=old))
    change = renamed(profile, new)
    assert len(terms(profile)) == len(terms(change.after)) == MAX_TERMS
    assert all(len(term) <= MAX_TERM_CHARACTERS for term in terms(profile))
    end = a_change(a_head())
    stores.users.save(replace(change, head=end))
    assert found(stores, "b0") == []
    assert found(stores, "c0") == [GRACE] * 10
