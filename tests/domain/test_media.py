"""Progress, faults and outputs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import MediaInfo, OutputKind, progress_of
from mediadesk.domain.media_limits import MediaLimits

SHARES = st.lists(st.floats(0, 1), min_size=1).map(sorted)


@given(SHARES)
def test_progress_never_goes_back_and_leaves_100_to_completion(shares: list[float]) -> None:
    steps = [progress_of(kind, share) for kind in OutputKind for share in shares]
    assert steps == sorted(steps)
    assert 0 <= steps[0] <= steps[-1] <= 99


@given(st.sampled_from(OutputKind), st.floats(allow_nan=False))
def test_an_encoder_that_reports_nonsense_stays_within_bounds(
    kind: OutputKind, share: float
) -> None:
    assert 0 <= progress_of(kind, max(-1e9, min(1e9, share))) <= 99


def test_every_fault_tells_cause_and_remedy() -> None:
    for fault in MediaFault:
        assert fault.message(MediaLimits()).count(".") >= 2, fault


def test_every_output_has_a_type_and_an_ending() -> None:
    assert {kind.extension for kind in OutputKind} == {"webp", "gif", "webm"}


@pytest.mark.parametrize(
    ("frame_rate", "is_too_fast"), [(60.0, False), (60.5, False), (61.0, True)]
)
def test_sixty_frames_a_second_pass_however_their_container_counts(
    frame_rate: float, is_too_fast: bool
) -> None:
    media = MediaInfo("mp4", 5.0, 640, 360, frame_rate, "h264", None)
    assert media.is_too_fast == is_too_fast
