"""Places in the log of events: in the order of time, and none made up."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.errors import InvalidCursor
from mediadesk.domain.places import (
    AHEAD_AT_MOST,
    KEPT_FOR,
    OVERLAP,
    earliest,
    from_where,
    place_at,
    told_at,
)
from tests.fakes import START

MILLISECOND: Final = timedelta(milliseconds=1)
MOMENTS: Final = st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds must be naive
TAILS: Final = st.from_regex(r"[0-9A-Z]{26}", fullmatch=True)


@given(MOMENTS, MOMENTS, TAILS, TAILS)
def test_places_are_in_the_order_of_time(one: datetime, other: datetime, a: str, b: str) -> None:
    if one + MILLISECOND <= other:
        assert place_at(one, a) < place_at(other, b)
        assert place_at(one, a) < earliest(other) < place_at(other, b)
    assert earliest(one) < place_at(one, a)


@given(MOMENTS, TAILS)
def test_a_place_says_when_it_was_given_to_the_millisecond(at: datetime, tail: str) -> None:
    assert timedelta() <= at - told_at(place_at(at, tail)) < MILLISECOND


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "latest",
        earliest(START),
        f"{earliest(START)}-",
        f" {place_at(START, '1')}",
        f"{place_at(START, '1')}\n",
        f"{place_at(START, '1')}-2",
        place_at(START, "é"),
        place_at(START, "1" * 41),
        place_at(START, "1")[1:],
        "\N{ARABIC-INDIC DIGIT ONE}" * 13 + "-1",
        f"-{place_at(START, '1')}",
        "\0",
    ],
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        told_at(text)
    with pytest.raises(InvalidCursor):
        from_where(text, START)


@given(st.text())
def test_any_text_is_a_place_or_refused(text: str) -> None:
    try:
        told_at(text)
    except InvalidCursor:
        return
    assert text.isascii()


def test_reading_begins_a_little_before_the_cursor() -> None:
    assert from_where(place_at(START, "1"), START + timedelta(hours=1)) == START - OVERLAP


def test_a_clock_may_be_ahead_by_a_minute_and_no_more() -> None:
    latest = START + AHEAD_AT_MOST
    assert from_where(place_at(latest, "1"), START) == latest - OVERLAP
    with pytest.raises(InvalidCursor):
        from_where(place_at(latest + MILLISECOND, "1"), START)


def test_the_log_reaches_back_for_a_day_the_overlap_included() -> None:
    now = START + KEPT_FOR
    last = START + OVERLAP
    assert from_where(place_at(last, "1"), now) is None
    assert from_where(place_at(last + MILLISECOND, "1"), now) == START + MILLISECOND
    assert from_where(place_at(START - timedelta(days=9), "1"), now) is None
