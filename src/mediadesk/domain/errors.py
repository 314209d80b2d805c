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
    remedy = "Subscribe to `assets`, `asset:<asset_id>` or `user:<user_id>` of what exists."


class AssetNotReady(MediadeskError):
    code = "asset_not_ready"
    title = "The asset is not converted"
    remedy = "Wait until its conversion has completed; one that failed can't be assigned."


class AssetUnavailable(MediadeskError):
    code = "asset_unavailable"
    title = "The asset was deleted"
    remedy = "Restore the asset, or choose another one."


class AssetAssigned(MediadeskError):
    code = "asset_assigned"
    title = "Somebody holds this asset"
    remedy = "Take it from everybody who holds it, then delete it."


class UserNotFound(MediadeskError):
    code = "user_not_found"
    title = "There is no such user"
    remedy = "Check the user id; search the directory to find it."


class UserDeactivated(MediadeskError):
    code = "user_deactivated"
    title = "The user was deactivated"
    remedy = "Register the user again, or choose another one."


class AlreadyAssigned(MediadeskError):
    code = "already_assigned"
    title = "The user holds just that"
    remedy = "Nothing needs to be done."


class NotAssigned(MediadeskError):
    code = "not_assigned"
    title = "The user holds no asset"
    remedy = "Nothing needs to be done."


class AssignmentNotFound(MediadeskError):
    code = "assignment_not_found"
    title = "There is no such assignment of this asset"
    remedy = "Use the `assignment_id` and `asset_id` that the assignment's answer gave."


class EntryNotFound(MediadeskError):
    code = "entry_not_found"
    title = "There is no such entry in this user's history"
    remedy = "Use an `entry_id` of the history of the same user."


class UndoWindowExpired(MediadeskError):
    code = "undo_window_expired"
    title = "The time to undo this is over"
    remedy = "Revert the user to an earlier entry of their history."


class AssignmentSuperseded(MediadeskError):
    code = "assignment_superseded"
    title = "The user's assignment has been changed since"
    remedy = "Read the history; undo the newest change, or revert to an earlier entry."


class AlreadyUndone(MediadeskError):
    code = "already_undone"
    title = "This was undone already"
    remedy = "Nothing needs to be done; to have it again, revert to its entry."


class NotUndoable(MediadeskError):
    code = "not_undoable"
    title = "This kind of change can't be undone"
    remedy = "Revert the user to an earlier entry of their history."


class AssignmentConflict(MediadeskError):
    """Others changed the same user again and again while this was tried; nothing was changed."""

    code = "assignment_conflict"
    title = "Others are changing the same user"
    remedy = "Send the request again after a moment, with the same Idempotency-Key."


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
