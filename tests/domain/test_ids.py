"""Ids of places in a history: each names one place, and nobody can write the same in two ways."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mediadesk.domain.ids import (
    ASSIGNMENT_PREFIX,
    ENTRY_PREFIX,
    UserId,
    is_user_id,
    place_id,
    place_of,
)

USERS = st.from_regex(r"(?!\.{1,2}\Z)[A-Za-z0-9._@:+-]{1,128}", fullmatch=True).map(UserId)
SEQUENCES = st.integers(1, 10**10 - 1)
GRACE_7 = place_id(ENTRY_PREFIX, UserId("grace"), 7)


@given(USERS, SEQUENCES)
def test_a_place_survives_writing_and_reading(user_id: UserId, sequence: int) -> None:
    assert place_of(ENTRY_PREFIX, place_id(ENTRY_PREFIX, user_id, sequence)) == (user_id, sequence)


@given(USERS, SEQUENCES, USERS, SEQUENCES)
def test_two_places_never_share_an_id(
    user_id: UserId, sequence: int, other: UserId, place: int
) -> None:
    assume((user_id, sequence) != (other, place))
    assert place_id(ENTRY_PREFIX, user_id, sequence) != place_id(ENTRY_PREFIX, other, place)


@given(USERS, SEQUENCES)
def test_an_id_travels_in_a_path_as_it_is(user_id: UserId, sequence: int) -> None:
    name = place_id(ASSIGNMENT_PREFIX, user_id, sequence)
    assert name.isascii()
    assert name.replace("_", "").replace("-", "").isalnum()
    assert len(name) < 200


@given(st.text() | st.text("ABCDEFabcdef0123456789-_=", max_size=40))
def test_no_made_up_text_is_read_as_another_place_than_its_own(text: str) -> None:
    for made_up in (text, ENTRY_PREFIX + text):
        place = place_of(ENTRY_PREFIX, made_up)
        assert place is None or place_id(ENTRY_PREFIX, *place) == made_up


@given(st.integers(0, len(GRACE_7) - 1), st.characters())
def test_a_changed_id_never_names_the_same_place(at: int, letter: str) -> None:
    changed = GRACE_7[:at] + letter + GRACE_7[at + 1 :]
    assert changed == GRACE_7 or place_of(ENTRY_PREFIX, changed) != (UserId("grace"), 7)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ENTRY_PREFIX,
        GRACE_7 + "=",
        GRACE_7 + "\n",
        " " + GRACE_7,
        GRACE_7.removeprefix(ENTRY_PREFIX),
        ENTRY_PREFIX + GRACE_7,
        GRACE_7.replace(ENTRY_PREFIX, ASSIGNMENT_PREFIX),
        ENTRY_PREFIX + "é",
        ENTRY_PREFIX + "\ud800",
        ENTRY_PREFIX + "A",
        place_id(ENTRY_PREFIX, UserId("grace"), 0),
        place_id(ENTRY_PREFIX, UserId("grace"), -1),
        place_id(ENTRY_PREFIX, UserId("grace"), 10**10),
        place_id(ENTRY_PREFIX, UserId("grace"), 10**20),
        place_id(ENTRY_PREFIX, UserId("gr ace"), 7),
        place_id(ENTRY_PREFIX, UserId(""), 7),
        place_id(ENTRY_PREFIX, UserId("g" * 129), 7),
        place_id(ENTRY_PREFIX, UserId("x"), 1).replace("M", "/"),
    ],
    ids=repr,
)
def test_a_forged_id_names_no_place(forged: str) -> None:
    assert place_of(ENTRY_PREFIX, forged) is None


@pytest.mark.parametrize("number", ["07", "+7", " 7", "7_0", "\u0667", "7.0", "-7", ""])
def test_a_number_has_one_form_only(number: str) -> None:
    name = urlsafe_b64encode(f"{number}:grace".encode()).decode().rstrip("=")
    assert place_of(ENTRY_PREFIX, ENTRY_PREFIX + name) is None


@pytest.mark.parametrize("text", ["", "a b", "a\n", "é", "a/b", "x" * 129, "a#b", "\0"])
def test_what_is_no_user_id_is_known_as_such(text: str) -> None:
    assert not is_user_id(text)


@pytest.mark.parametrize("text", ["a", "A.b_c@d:e+f-1", "x" * 128])
def test_what_is_a_user_id_is_known_as_such(text: str) -> None:
    assert is_user_id(text)
