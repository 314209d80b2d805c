"""How users, assignments and history entries are shown to API consumers."""

from collections.abc import Iterable

from mediadesk.contracts import directory
from mediadesk.domain.heads import Assignment
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.users import User


def user_shape(user: User) -> directory.User:
    """A directory entry with what its user holds."""
    profile = user.profile
    return directory.User(
        user_id=profile.user_id,
        display_name=profile.display_name,
        email=profile.email,
        current=None if user.current is None else assignment_shape(user.current),
        deactivated_at=profile.deactivated_at,
        version=user.version,
    )


def user_change_shape(user: User, sealed_bulk_ids: Iterable[str]) -> directory.UserChange:
    shown = dict(user_shape(user))
    return directory.UserChange(**shown, sealed_bulk_ids=tuple(sealed_bulk_ids))


def user_page_shape(users: Iterable[User], next_cursor: str | None) -> directory.UserPage:
    items = tuple(user_shape(user) for user in users)
    return directory.UserPage(items=items, next_cursor=next_cursor)


def assignment_shape(assignment: Assignment) -> directory.Assignment:
    """What a user holds since a change."""
    return directory.Assignment(
        assignment_id=assignment.assignment_id,
        user_id=assignment.user_id,
        asset_id=assignment.asset_id,
        previous_asset_id=assignment.previous_asset_id,
        assigned_by=assignment.assigned_by,
        assigned_at=assignment.assigned_at,
        undo_until=assignment.undo_until,
        bulk_id=assignment.bulk_id,
        sequence=assignment.sequence,
    )


def assignment_change_shape(
    assignment: Assignment, sealed_bulk_ids: Iterable[str]
) -> directory.AssignmentChange:
    shown = dict(assignment_shape(assignment))
    return directory.AssignmentChange(**shown, sealed_bulk_ids=tuple(sealed_bulk_ids))


def entry_shape(entry: HistoryEntry) -> directory.HistoryEntry:
    """An entry, field by field what its hash was taken of."""
    return directory.HistoryEntry.model_validate({**entry.document(), "hash": entry.hash})


def entry_change_shape(
    entry: HistoryEntry, sealed_bulk_ids: Iterable[str]
) -> directory.HistoryEntryChange:
    shown = dict(entry_shape(entry))
    return directory.HistoryEntryChange(**shown, sealed_bulk_ids=tuple(sealed_bulk_ids))


def history_page_shape(
    entries: Iterable[HistoryEntry], next_cursor: str | None
) -> directory.HistoryPage:
    items = tuple(entry_shape(entry) for entry in entries)
    return directory.HistoryPage(items=items, next_cursor=next_cursor)


def user_etag(user: User) -> str:
    """Changes with everything that is shown of a user: the entry and the history apart."""
    return f'"v{user.profile.version}.{user.sequence}"'
