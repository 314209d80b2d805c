"""Messages of the conversion queue: read as they were written, or refused with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.contracts.events import (
    ConversionMessage,
    ConversionRequested,
    PieceRequested,
    Unreadable,
    read_message,
)
from mediadesk.domain.ids import AssetId, JobId

REASONS = {"message_unreadable", "message_unknown_version"}
ATTEMPT: dict[str, Any] = {"schema_version": 1, "job_id": "job_1", "asset_id": "a", "attempt": 1}
PIECE = {**ATTEMPT, "kind": "piece", "run": 1, "number": 0}

COUNTS = st.integers(1, 2**53)
ATTEMPTS = st.builds(
    ConversionRequested,
    job_id=st.text().map(JobId),
    asset_id=st.text().map(AssetId),
    attempt=COUNTS,
)
PIECES = st.builds(
    PieceRequested,
    job_id=st.text().map(JobId),
    asset_id=st.text().map(AssetId),
    attempt=COUNTS,
    run=COUNTS,
    number=st.integers(0, 2**53),
)
KNOWN = st.sampled_from([ATTEMPT, {**ATTEMPT, "kind": "attempt"}, PIECE])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def reason(body: str) -> str:
    with pytest.raises(Unreadable) as unreadable:
        read_message(body)
    assert str(unreadable.value)
    return unreadable.value.reason


@given(ATTEMPTS | PIECES)
def test_a_message_is_read_as_it_was_written(message: ConversionMessage) -> None:
    assert read_message(message.model_dump_json()) == message


@given(ATTEMPTS)
def test_a_message_that_names_no_kind_is_about_a_whole_attempt(
    message: ConversionRequested,
) -> None:
    body = message.model_dump(mode="json")
    del body["kind"]
    assert read_message(json.dumps(body)) == message


@given(KNOWN, (st.integers() | st.text() | st.none() | st.lists(st.integers())))
def test_a_version_that_nobody_knows_is_told_as_such(known: dict[str, Any], version: Any) -> None:  # noqa: ANN401 - any JSON
    if version == 1:
        return
    assert reason(json.dumps({**known, "schema_version": version})) == "message_unknown_version"


@given(KNOWN, st.text(min_size=1), JSON)
def test_a_field_that_nobody_knows_makes_a_message_unreadable(
    known: dict[str, Any],
    name: str,
    value: Any,  # noqa: ANN401 - any JSON
) -> None:
    if name in PIECE:
        return
    assert reason(json.dumps({**known, name: value})) == "message_unreadable"


@pytest.mark.parametrize("name", ["job_id", "asset_id", "attempt", "run", "number"])
def test_a_message_without_one_of_its_fields_is_unreadable(name: str) -> None:
    rest = {field: value for field, value in PIECE.items() if field != name}
    assert reason(json.dumps(rest)) == "message_unreadable"


@pytest.mark.parametrize(
    "changed",
    [
        {"attempt": 0},
        {"attempt": "first"},
        {"attempt": 1.5},
        {"run": 0},
        {"number": -1},
        {"asset_id": None},
        {"kind": "novelty"},
        {"kind": None},
        {"kind": ["piece"]},
    ],
    ids=str,
)
def test_a_value_that_cannot_be_makes_a_message_unreadable(changed: dict[str, Any]) -> None:
    assert reason(json.dumps({**PIECE, **changed})) == "message_unreadable"


def test_an_attempt_with_the_fields_of_a_piece_is_unreadable() -> None:
    assert reason(json.dumps({**PIECE, "kind": "attempt"})) == "message_unreadable"


@given(st.text())
def test_rubbish_is_refused_with_a_reason(body: str) -> None:
    assert reason(body) == "message_unreadable"


@given(JSON)
def test_whatever_json_it_is_it_is_refused_with_a_reason(value: Any) -> None:  # noqa: ANN401 - any JSON
    assert reason(json.dumps(value)) in REASONS


@given(ATTEMPTS | PIECES, st.data())
def test_a_message_that_was_cut_short_is_unreadable(
    message: ConversionMessage, data: st.DataObject
) -> None:
    body = message.model_dump_json()
    assert reason(body[: data.draw(st.integers(0, len(body) - 1))]) == "message_unreadable"


def test_a_message_of_very_deep_json_is_unreadable() -> None:
    assert reason("[" * 100_000 + "]" * 100_000) == "message_unreadable"
