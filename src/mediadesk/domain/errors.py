"""Every error that a caller can act on, each with a stable code."""

from typing import ClassVar


class MediadeskError(Exception):
    """Base of all errors that a caller may see.

    `code` never changes once published; `title` says what happened, `remedy` what to do about it.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class AssetNotFound(MediadeskError):
    code = "asset_not_found"
    title = "There is no such asset"
    remedy = "Check the asset id; list the assets to find it."


class AssetTooLarge(MediadeskError):
    code = "asset_too_large"
    title = "The file is larger than an upload may be"
    remedy = "Upload a smaller or more strongly compressed file."


class UnsupportedMediaType(MediadeskError):
    code = "unsupported_media_type"
    title = "This content type is not accepted"
    remedy = "Send a video or GIF with one of the accepted content types."


class InvalidInput(MediadeskError):
    code = "validation_failed"
    title = "The request is not valid"
    remedy = "Correct the fields that `errors` names and send the request again."


class InvalidCursor(MediadeskError):
    code = "invalid_cursor"
    title = "The cursor does not belong to this list"
    remedy = "Start again without a cursor, or use `next_cursor` of the same query unchanged."


class IdempotencyKeyReused(MediadeskError):
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request"
    remedy = "Use a new key for a new request; repeat a key only with the same body."


class Unauthorized(MediadeskError):
    code = "unauthorized"
    title = "A valid access token is needed"
    remedy = "Sign in again and send the access token as `Authorization: Bearer …`."


class Forbidden(MediadeskError):
    code = "forbidden"
    title = "Your groups do not allow this"
    remedy = "Ask a platform administrator for the admin or auditor group."


class RouteNotFound(MediadeskError):
    code = "route_not_found"
    title = "There is no such path or method"
    remedy = "Compare the path and the method with the API documents."


class PayloadTooLarge(MediadeskError):
    code = "payload_too_large"
    title = "The request body is too large"
    remedy = "Send at most 1 MiB of JSON."


class InvalidFrame(MediadeskError):
    code = "invalid_frame"
    title = "The frame is not a valid message"
    remedy = "Send one JSON object of at most 8 KB with a known action."


class TopicRefused(MediadeskError):
    code = "topic_refused"
    title = "There is no such topic for you"
    remedy = "Subscribe to `assets` or to `asset:<asset_id>` of an existing asset."


class WriteConflict(MediadeskError):
    """Somebody else wrote first: read again and decide again."""

    code = "write_conflict"
    title = "Somebody else changed this at the same moment"
    remedy = "Send the request again."


class ServiceUnavailable(MediadeskError):
    """A service this system stands on did not answer: nothing is known to have changed."""

    code = "service_unavailable"
    title = "A service that is needed did not answer"
    remedy = "Send the request again after a moment, with the same Idempotency-Key."


class IllegalTransition(MediadeskError):
    code = "illegal_transition"
    title = "The conversion is not in a state that allows this"
    remedy = "Read the asset again; its status has moved on."


class LeaseLost(MediadeskError):
    """Another converter has taken this job over: stop and leave everything as it is."""

    code = "lease_lost"
    title = "The job is no longer this converter's"
    remedy = "None is needed: the converter that took it over finishes it."


class JobHeld(MediadeskError):
    """Another converter is at work on this job and was heard of lately."""

    code = "job_held"
    title = "Another converter works on this job"
    remedy = "None is needed: the message comes again when that converter's lease is over."
