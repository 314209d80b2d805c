"""What can be wrong with any request, or around it."""

from mediadesk.domain.errors.base import MediadeskError


class InvalidInput(MediadeskError):
    code = "validation_failed"
    title = "The request is not valid"
    remedy = "Correct the fields that `errors` names and send the request again."


class InvalidCursor(MediadeskError):
    """Of a list, or of a topic: then `topic` names it."""

    code = "invalid_cursor"
    title = "The cursor does not belong to this list or topic"
    remedy = "Start again without a cursor, or use one of the same query or topic unchanged."

    def __init__(self, detail: str, topic: str | None = None) -> None:
        super().__init__(detail)
        self.topic = topic


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
    remedy = "Send at most 1 MiB of JSON, for a bulk at most 2 MiB."


class RateLimited(MediadeskError):
    """Over the limit of so much per window; `remaining` is what a smaller request may still ask."""

    code = "rate_limited"
    title = "You have asked for too much in too short a time"
    remedy = "Wait as long as `Retry-After` says, then send the request again."

    def __init__(
        self, detail: str, *, retry_after_s: int, limit: int, window_s: int, remaining: int = 0
    ) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s
        self.limit = limit
        self.window_s = window_s
        self.remaining = remaining


class InvalidFrame(MediadeskError):
    code = "invalid_frame"
    title = "The frame is not a valid message"
    remedy = "Send one JSON object of at most 8 KB with a known action."


class TopicRefused(MediadeskError):
    code = "topic_refused"
    title = "There is no such topic for you"
    remedy = "Name `assets`, `asset:<asset_id>` or `user:<user_id>` of what exists."


class TooManySubscriptions(MediadeskError):
    code = "too_many_subscriptions"
    title = "The connection follows as many topics as it may"
    remedy = "Unsubscribe from topics that nobody looks at, or follow `assets`."


class TooManyConnections(MediadeskError):
    code = "too_many_connections"
    title = "You have as many connections as you may"
    remedy = "Close a connection, or wait until one has ended."


class PreconditionFailed(MediadeskError):
    code = "precondition_failed"
    title = "It has changed since you read it"
    remedy = "Read it again, look at what changed, and send the new `ETag` as `If-Match`."


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
