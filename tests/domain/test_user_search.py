"""By which words somebody is found: however they are written, and each of them once."""

import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.user_search import (
    MAX_TERM_CHARACTERS,
    MAX_TERMS,
    fold,
    is_shown_at,
    terms,
    words,
)
from mediadesk.domain.users import Profile
from tests.domain.people import a_profile

JOSE: Final = a_profile(
    "jose.garcia-2", display_name="José García  O'Neill", email="j.garcia@Example.org"
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
IDS = st.from_regex(r"[A-Za-z0-9._@:+-]{1,12}", fullmatch=True)


def shown(profile: Profile, query: str) -> list[str]:
    """At which terms of a user a query lists them."""
    known = terms(profile)
    wanted = words(query)
    return [
        term for term in known if term.startswith(wanted[0]) and is_shown_at(term, wanted, known)
    ]


@pytest.mark.parametrize(
    "query",
    [
        "jose",
        "JOSÉ",
        "jose\u0301",
        "J",
        "gar",
        "neill",
        "o'ne",
        "jose.gar",
        "garcia-2",
        "2",
        "example",
        "garcia@ex",
        "j.garcia@example.org",
        "org",
        "jose neill",
        "neill example jose",
        "(jose)",
        "Garcia, José;",
        "@example",
    ],
)
def test_somebody_is_found_by_the_beginnings_of_their_words(query: str) -> None:
    assert len(shown(JOSE, query)) == 1


@pytest.mark.parametrize("query", ["ose", "eill", "xample", "jose maria", "jose@x", "garciaa"])
def test_nobody_is_found_by_the_middle_of_a_word_or_by_what_is_not_theirs(query: str) -> None:
    assert shown(JOSE, query) == []


@given(st.lists(WORDS, min_size=1, max_size=2).map(" ".join), IDS, st.data())
def test_every_beginning_of_a_word_finds_its_user_once(
    name: str, user_id: str, data: st.DataObject
) -> None:
    profile = a_profile(user_id, display_name=name, email=f"{user_id}@example.org")
    text = data.draw(st.sampled_from([name, user_id, profile.email]))
    word = data.draw(st.sampled_from(text.split() or ["-"]))
    query = word[: data.draw(st.integers(1, len(word)))]
    if words(query) and len(terms(profile)) < MAX_TERMS:
        assert len(shown(profile, query)) == 1


@given(NAMES, IDS, NAMES)
def test_whatever_is_asked_for_nobody_is_listed_twice(name: str, user_id: str, query: str) -> None:
    if words(query):
        assert len(shown(a_profile(user_id, display_name=name), query)) <= 1


@given(NAMES, IDS)
def test_terms_are_few_short_distinct_and_without_spaces(name: str, user_id: str) -> None:
    found = terms(a_profile(user_id, display_name=name))
    assert len(found) == len(set(found)) <= MAX_TERMS
    assert all(0 < len(term) <= MAX_TERM_CHARACTERS for term in found)
    assert all(term.split() == [term] for term in found)


def test_of_very_many_words_the_id_the_address_and_the_first_of_the_name_are_kept() -> None:
    profile = a_profile("grace", display_name=" ".join(f"word{number}" for number in range(50)))
    found = terms(profile)
    assert len(found) == MAX_TERMS
    assert found[:3] == ("grace", "grace@example.org", "word0")


def test_long_words_are_found_by_as_much_as_is_kept_of_them() -> None:
    profile = a_profile(display_name="x" * 200)
    assert len(shown(profile, "x" * 200)) == len(shown(profile, "x" * 128)) == 1


@given(NAMES, NAMES)
def test_the_longest_word_leads_and_none_comes_twice(one: str, other: str) -> None:
    found = words(f"{one} {other} {one}")
    assert found == words(f"{other} {one}")
    assert list(found) == sorted(found, key=lambda word: (-len(word), word))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("query", ["", "  ", "...", "@ - _", "\u0301"])
def test_a_query_without_a_letter_or_digit_has_no_words(query: str) -> None:
    assert words(query) == ()


@given(st.text())
def test_case_and_accents_make_no_difference(text: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFC", text))
    assert fold(text) == fold(unicodedata.normalize("NFD", text))
    assert fold(text) == fold(fold(text))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("ﬁn", "fin"),
        ("Sørensen Łukasz Ǿ", "sorensen lukasz o"),
    ],
)
def test_letters_that_are_written_in_several_ways_are_one(written: str, folded: str) -> None:
    assert fold(written) == folded
