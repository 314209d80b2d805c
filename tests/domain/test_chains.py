"""What is hashed is what RFC 8785 asks for, as another implementation of it writes it."""

import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.chains import digest

NAMES = st.text(st.characters(max_codepoint=0x7F), max_size=12)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
DOCUMENTS = st.recursive(
    st.dictionaries(NAMES, VALUES, max_size=8),
    lambda inner: st.dictionaries(NAMES, VALUES | inner, max_size=4),
    max_leaves=12,
)
ESCAPED = [
    *(chr(code) for code in range(0x20)),
    '"',
    "\\",
    "/",
    "\x7f",
    "\u2028",
    "\u2029",
    "\U0001f600",
]


@given(DOCUMENTS)
def test_a_document_is_hashed_as_another_implementation_does(document: dict[str, Any]) -> None:
    assert digest(document) == hashlib.sha256(rfc8785.dumps(document)).hexdigest()


@pytest.mark.parametrize("letter", ESCAPED, ids=[f"U+{ord(letter):04X}" for letter in ESCAPED])
def test_every_letter_that_could_be_escaped_is_written_as_asked_for(letter: str) -> None:
    document: dict[str, Any] = {"note": letter, letter if ord(letter) < 0x80 else "x": 1}
    assert digest(document) == hashlib.sha256(rfc8785.dumps(document)).hexdigest()


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1, 0, -1, 10**15])
def test_whole_numbers_are_written_without_an_exponent(number: int) -> None:
    assert digest({"n": number}) == hashlib.sha256(f'{{"n":{number}}}'.encode()).hexdigest()


def test_the_order_in_which_a_document_was_made_does_not_count() -> None:
    assert digest({"a": 1, "b": {"c": 2, "d": 3}}) == digest({"b": {"d": 3, "c": 2}, "a": 1})
