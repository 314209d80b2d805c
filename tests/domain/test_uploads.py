"""Parts of a file: which there are, which are missing, which differ."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.media import FORM_BYTES, PART_BYTES
from mediadesk.domain.uploads import (
    ReceivedPart,
    SentPart,
    differing_parts,
    missing_parts,
    part_sizes,
)
from tests.builders import an_asset

SIZES = st.integers(FORM_BYTES + 1, 5_000_000_000)


@given(SIZES)
def test_parts_cover_a_file_without_gaps_and_only_the_last_is_smaller(size_bytes: int) -> None:
    parts = list(part_sizes(an_asset(size_bytes=size_bytes)))
    assert [number for number, _ in parts] == list(range(1, len(parts) + 1))
    assert sum(size for _, size in parts) == size_bytes
    assert {size for _, size in parts[:-1]} == {PART_BYTES}
    assert 0 < parts[-1][1] <= PART_BYTES
    assert len(parts) <= 10_000


@given(SIZES, st.data())
def test_missing_is_exactly_what_did_not_come_in_its_size(
    size_bytes: int, data: st.DataObject
) -> None:
    asset = an_asset(size_bytes=size_bytes)
    parts = list(part_sizes(asset))
    came = data.draw(st.sets(st.sampled_from(parts)))
    short = data.draw(st.sampled_from(parts))
    received = [ReceivedPart(number, size, "mark") for number, size in came - {short}]
    cut_short = ReceivedPart(short[0], short[1] - 1, "mark")
    missing = missing_parts(asset, [*received, cut_short])
    assert missing == [part for part in parts if part not in came or part == short]


@given(st.sets(st.integers(1, 20)), st.sets(st.integers(1, 20)), st.booleans())
def test_differing_are_those_whose_mark_is_another_or_that_never_came(
    sent: set[int], changed: set[int], is_quoted: bool
) -> None:
    quote = '"' if is_quoted else ""
    known = [SentPart(number, f"{quote}{number}{quote}") for number in sorted(sent)]
    there = [
        ReceivedPart(number, 5, f'"{"x" if number in changed else ""}{number}"')
        for number in range(1, 11)
    ]
    differing = differing_parts(known, there)
    assert differing == [number for number in sorted(sent) if number in changed or number > 10]


def test_a_sender_that_tells_nothing_contradicts_nothing() -> None:
    assert differing_parts(None, [ReceivedPart(1, 5, "mark")]) == []


def test_an_asset_comes_in_parts_as_soon_as_no_form_carries_it() -> None:
    asset = an_asset(size_bytes=FORM_BYTES)
    assert not asset.comes_in_parts
    assert replace(asset, size_bytes=FORM_BYTES + 1).comes_in_parts
