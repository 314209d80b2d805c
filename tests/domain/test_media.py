"""Progress, faults and outputs."""

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.media import MediaFault, OutputKind, progress_of

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
        assert fault.message.count(".") >= 2, fault


def test_every_output_has_a_type_and_an_ending() -> None:
    assert {kind.extension for kind in OutputKind} == {"webp", "gif", "webm"}
