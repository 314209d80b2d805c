"""Assign, undo, unassign, revert: what each of them asks for, and what it leads to."""

from dataclasses import replace
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AlreadyAssigned,
    AlreadyUndone,
    AssetNotReady,
    AssetUnavailable,
    AssignmentSuperseded,
    NotAssigned,
    NotUndoable,
    UndoWindowExpired,
    UserDeactivated,
)
from mediadesk.domain.heads import Act, Change, Head, appended, undo_until
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.instants import rfc3339


def assign(head: Head, asset: Asset, act: Act) -> Change:
    """Give the user this asset in place of the one they hold."""
    require_assignable(asset)
    _require_active(head)
    if head.asset_id == asset.asset_id:
        raise AlreadyAssigned(f"{head.user_id} holds {asset.asset_id} already.")
    return appended(head, HistoryAction.ASSIGN, asset.asset_id, act)


def undo(
    head: Head,
    target: HistoryEntry,
    follower: HistoryEntry | None,
    restored: Asset | None,
    received_at: datetime,
    act: Act,
) -> Change:
    """Give back what the user held before `target`; the last instant of the window counts.

    `follower` is the entry right after `target`, `restored` the asset that is given back.
    The window is judged by the arrival of the request, however long the work then takes.
    """
    _require_last(head, target, follower)
    until = undo_until(target)
    if until is None:
        raise NotUndoable(f"{target.entry_id} is of the kind `{target.action}`: no window.")
    if received_at > until:
        raise UndoWindowExpired(f"It could be undone until {rfc3339(until)}.")
    _require_active(head)
    if restored is not None:
        require_present(restored)
    given_back = target.previous_asset_id
    return appended(head, HistoryAction.UNDO, given_back, act, refers_to=target.sequence)


def unassign(head: Head, act: Act) -> Change:
    """The user holds nothing from now on; this opens no window, but can be reverted."""
    if head.asset_id is None:
        raise NotAssigned(f"{head.user_id} holds no asset.")
    return appended(head, HistoryAction.UNASSIGN, None, act)


def revert(head: Head, target: HistoryEntry, restored: Asset | None, act: Act) -> Change:
    """What the user held right after `target` is theirs again, by a new entry."""
    _require_active(head)
    if target.asset_id == head.asset_id:
        raise AlreadyAssigned("The user holds just what that entry gave; nothing would change.")
    if restored is not None:
        require_present(restored)
    return appended(head, HistoryAction.REVERT, target.asset_id, act, refers_to=target.sequence)


def remove_user(head: Head, act: Act) -> Change:
    """Nothing can be assigned to them any more; what they hold ends by an entry of its own."""
    if head.asset_id is None:
        return Change(head, replace(head, v=head.v + 1, deactivated_at=act.at))
    ended = appended(head, HistoryAction.USER_REMOVED, None, act)
    return replace(ended, after=replace(ended.after, deactivated_at=act.at))


def bring_back(head: Head) -> Change:
    """A user who was removed can be assigned to again; they hold nothing."""
    return Change(head, replace(head, v=head.v + 1, deactivated_at=None))


def require_assignable(asset: Asset) -> None:
    """AssetUnavailable for an asset that was deleted, AssetNotReady for one that is not made."""
    require_present(asset)
    if asset.status is not ConversionStatus.COMPLETED:
        raise AssetNotReady(
            f"{asset.asset_id} is {asset.status}; only a completed asset can be assigned."
        )


def require_present(asset: Asset) -> None:
    """AssetUnavailable for an asset that was deleted."""
    if asset.deleted_at is not None:
        raise AssetUnavailable(f"{asset.asset_id} was deleted at {rfc3339(asset.deleted_at)}.")


def _require_active(head: Head) -> None:
    if head.deactivated_at is not None:
        raise UserDeactivated(f"{head.user_id} was deactivated at {rfc3339(head.deactivated_at)}.")


def _require_last(head: Head, target: HistoryEntry, follower: HistoryEntry | None) -> None:
    if follower is not None and follower.action is HistoryAction.UNDO:
        raise AlreadyUndone(f"It was undone at {rfc3339(follower.performed_at)}.")
    if head.sequence != target.sequence:
        raise AssignmentSuperseded("The user's assignment has been changed since.")
