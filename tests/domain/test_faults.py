"""What people are told of a file that could not be converted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.conversions import ConversionError
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media_limits import MediaLimits

LIMITS = st.builds(
    MediaLimits,
    upload_bytes=st.integers(1, 10**12),
    duration_s=st.integers(1, 10**6),
    frame_pixels=st.integers(1, 10**9),
    streams=st.integers(1, 1000),
    frame_rate=st.integers(1, 10**4),
    webm_long_side=st.integers(2, 10**4),
)


@given(st.sampled_from(MediaFault), LIMITS)
def test_every_message_is_whole_whatever_the_limits(fault: MediaFault, limits: MediaLimits) -> None:
    message = fault.message(limits)
    assert not {"{", "}"} & set(message)
    assert message.endswith(".")
    assert "  " not in message


@pytest.mark.parametrize(
    ("fault", "limits", "words"),
    [
        (MediaFault.TOO_LONG, MediaLimits(), "4 hours"),
        (MediaFault.TOO_LONG, MediaLimits(duration_s=3600), "60 minutes"),
        (MediaFault.TOO_LONG, MediaLimits(duration_s=90), "90 seconds"),
        (MediaFault.TOO_MANY_PIXELS, MediaLimits(), "36 million"),
        (MediaFault.TOO_MANY_PIXELS, MediaLimits(frame_pixels=2_073_600), "2.0736 million"),
        (MediaFault.TOO_MANY_STREAMS, MediaLimits(streams=3), "3 streams"),
        (MediaFault.TOO_MANY_FRAMES, MediaLimits(frame_rate=120), "120 frames"),
    ],
)
def test_a_message_names_the_limit_of_this_deployment(
    fault: MediaFault, limits: MediaLimits, words: str
) -> None:
    assert words in fault.message(limits)


def test_a_retry_is_offered_only_where_it_was_not_the_file_s_fault() -> None:
    retryable = {fault.value for fault in MediaFault if fault.is_retryable}
    assert retryable == {
        "conversion_encoder_failed",
        "conversion_timed_out",
        "conversion_no_space",
        "conversion_abandoned",
    }


@pytest.mark.parametrize("fault", MediaFault)
def test_the_error_of_an_attempt_has_the_code_of_its_fault(fault: MediaFault) -> None:
    error = ConversionError.of(fault, MediaLimits())
    assert (error.code, error.retryable) == (fault.value, fault.is_retryable)


def test_what_an_encoder_said_is_kept_for_operators_and_told_to_nobody_else() -> None:
    rejected = MediaRejected(MediaFault.DAMAGED, "moov atom not found")
    assert str(rejected) == "media_damaged: moov atom not found"
    assert "moov" not in MediaFault.DAMAGED.message(MediaLimits())
