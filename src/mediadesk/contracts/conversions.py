"""How an attempt at a conversion is shown, by HTTP and by WebSocket alike."""

from mediadesk.contracts import http
from mediadesk.domain.conversions import Conversion, ConversionError


def conversion_shape(conversion: Conversion | None) -> http.Conversion | None:
    """The present attempt; None while nothing was queued yet."""
    if conversion is None:
        return None
    return http.Conversion(
        job_id=conversion.job_id,
        attempt=conversion.attempt,
        progress=conversion.shown_progress,
        started_at=conversion.started_at,
        finished_at=conversion.finished_at,
        error=failure_shape(conversion.error),
    )


def failure_shape(error: ConversionError | None) -> http.ConversionFailure | None:
    """Why an attempt failed; None while it has not."""
    if error is None:
        return None
    return http.ConversionFailure(code=error.code, message=error.message, retryable=error.retryable)
