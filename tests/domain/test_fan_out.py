"""Pieces of a video: whose they are, and how far all of them are together."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.conversions import Conversion
from mediadesk.domain.errors import IllegalTransition
from mediadesk.domain.fan_out import (
    Cut,
    FanOut,
    Piece,
    PieceKind,
    PieceStatus,
    claim_piece,
    estimated_s,
    finish_piece,
    whole_ms,
    work_prefix,
)
from mediadesk.domain.ids import JobId
from mediadesk.domain.media import MediaInfo, OutputKind, Preset, progress_of
from tests.builders import an_asset_id
from tests.fakes import START

LEASE = timedelta(seconds=60)
MILLISECOND = timedelta(milliseconds=1)
COUNTS = st.integers(0, 10**9)


def a_piece(kind: PieceKind = PieceKind.PICTURES) -> Piece:
    return Piece(an_asset_id(), 1, 1, Cut(0, kind, 0.0, 45.0, 1125))


def test_a_piece_is_held_to_the_last_instant_of_its_lease() -> None:
    held = claim_piece(a_piece(), START, LEASE)
    with pytest.raises(IllegalTransition):
        claim_piece(held, START + LEASE, LEASE)
    taken = claim_piece(held, START + LEASE + MILLISECOND, LEASE)
    assert (taken.run, taken.status) == (2, PieceStatus.PROCESSING)


def test_a_piece_that_is_done_is_claimed_by_nobody() -> None:
    done = finish_piece(claim_piece(a_piece(), START, LEASE))
    with pytest.raises(IllegalTransition):
        claim_piece(done, START + timedelta(days=1), LEASE)


def test_each_run_of_a_piece_writes_to_a_place_of_its_own_below_that_of_its_asset_s_run() -> None:
    first = claim_piece(a_piece(), START, LEASE)
    second = claim_piece(first, START + 2 * LEASE, LEASE)
    keys = {first.source_key, first.encoded_key, second.encoded_key}
    assert len(keys) == 3
    assert first.source_key == second.source_key
    assert all(key.startswith(work_prefix(an_asset_id(), 1, 1)) for key in keys)


@pytest.mark.parametrize(("kind", "counts"), [("pictures", 45_000), ("sound", 0), ("join", 0)])
def test_only_pictures_count_for_progress(kind: PieceKind, counts: int) -> None:
    done = finish_piece(claim_piece(a_piece(PieceKind(kind)), START, LEASE))
    assert (done.encoded_ms, whole_ms(done.cut)) == (counts, counts)


@given(COUNTS, COUNTS)
def test_the_share_that_is_encoded_never_exceeds_the_whole(encoded_ms: int, total_ms: int) -> None:
    assert 0.0 <= FanOut(9, 9, encoded_ms, total_ms).share <= 1.0


@given(st.integers(0, 99), st.lists(COUNTS, min_size=1).map(sorted))
def test_progress_goes_on_where_the_first_converter_left_it(own: int, encoded: list[int]) -> None:
    """Shown is whatever is further, so it can't fall when the pieces begin at nothing."""
    shown = [
        Conversion(JobId("job_1"), 1, progress=own, fan_out=FanOut(2, 2, ms, 10**9)).shown_progress
        for ms in encoded
    ]
    assert own <= shown[0]
    assert shown == sorted(shown)
    assert shown[-1] <= max(own, progress_of(OutputKind.WEBM, 1.0))


@pytest.mark.parametrize("preset", Preset)
def test_a_video_of_twice_the_length_takes_twice_as_long(preset: Preset) -> None:
    short, long = (
        MediaInfo("mp4", seconds, 1920, 1080, 25.0, "h264", None, video_seconds=seconds)
        for seconds in (60.0, 120.0)
    )
    assert estimated_s(long, preset) == pytest.approx(2 * estimated_s(short, preset))
    assert estimated_s(short, preset) > 0


@pytest.mark.parametrize("preset", Preset)
def test_frames_that_the_webm_does_not_have_cost_nothing(preset: Preset) -> None:
    usual, fast = (
        MediaInfo("mp4", 60.0, 640, 360, rate, "h264", None, video_seconds=60.0)
        for rate in (60.0, 240.0)
    )
    assert estimated_s(fast, preset) == estimated_s(usual, preset)
