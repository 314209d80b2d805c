"""What can be wrong with a user, or with what they hold."""

from mediadesk.domain.errors.base import MediadeskError


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
    title = "The user holds that already"
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
    remedy = "Nothing needs to be done; to have it again, assign anew or revert to its entry."


class NotUndoable(MediadeskError):
    code = "not_undoable"
    title = "This kind of change can't be undone"
    remedy = "Revert the user to an earlier entry of their history."


class AssignmentConflict(MediadeskError):
    """Others changed the same user again and again while this was tried; nothing was changed."""

    code = "assignment_conflict"
    title = "Others are changing the same user"
    remedy = "Send the request again after a moment, with the same Idempotency-Key."
