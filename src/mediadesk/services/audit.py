"""Which audit entry belongs to a change, and its place in the chain."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import (
    Actor,
    AuditAction,
    AuditEntry,
    Fact,
    Facts,
    asset_chain,
    bulk_chain,
    profile_chain,
)
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.chains import ChainHead, digest
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.ids import EVENT_PREFIX, EntryId
from mediadesk.domain.users import Profile
from mediadesk.ports import NewId


@dataclass(frozen=True, slots=True)
class Cause:
    """Who made a change, when, and by which request."""

    actor: Actor
    request_id: str
    at: datetime


class AuditLogger:
    """Writes nothing itself: an entry is saved in the transaction of the change it tells of."""

    def __init__(self, new_id: NewId) -> None:
        self._new_id = new_id

    def log_created(self, asset: Asset, cause: Cause) -> tuple[Asset, AuditEntry]:
        facts: Facts = {
            "title": asset.title,
            "filename": asset.filename,
            "size_bytes": asset.size_bytes,
            "conversion_status": asset.status.value,
        }
        return self._of_asset(asset, AuditAction.ASSET_CREATED, None, facts, cause)

    def log_conversion_status_change(
        self, before: Asset, after: Asset, cause: Cause
    ) -> tuple[Asset, AuditEntry]:
        """The entry, and the asset with its chain's head moved to it."""
        arrived = after.status is ConversionStatus.QUEUED and before.conversion is None
        action = AuditAction.ASSET_UPLOADED if arrived else AuditAction.CONVERSION_STATUS_CHANGED
        return self._of_asset(after, action, _facts(before), _facts(after), cause)

    def log_removal(self, before: Asset, after: Asset, cause: Cause) -> tuple[Asset, AuditEntry]:
        """That an asset was deleted or restored."""
        is_deleted = after.deleted_at is not None
        action = AuditAction.ASSET_DELETED if is_deleted else AuditAction.ASSET_RESTORED
        was, now = {"deleted": not is_deleted}, {"deleted": is_deleted}
        return self._of_asset(after, action, was, now, cause)

    def log_profile(
        self, before: Profile | None, after: Profile, cause: Cause
    ) -> tuple[Profile, AuditEntry]:
        """That somebody was registered, described anew, deactivated or reactivated."""
        entry = self._entry(
            profile_chain(after.user_id),
            after.audit,
            _profile_action(before, after),
            None if before is None else _profile_facts(before),
            _profile_facts(after),
            cause,
        )
        signed = _signed(replace(entry, user_id=after.user_id))
        return replace(after, audit=ChainHead(signed.sequence, signed.hash)), signed

    def log_assignment(self, record: BulkRecord, cause: Cause) -> tuple[BulkRecord, AuditEntry]:
        """What became of an assignment to many: it stands for all its members.

        An assignment of one user has an entry of its own in that user's history, which is a chain
        like those here; see `mediadesk.domain.heads.appended`.
        """
        entry = self._entry(
            bulk_chain(record.bulk_id),
            record.audit,
            _BULK_ACTIONS[record.status],
            None,
            _bulk_facts(record),
            cause,
        )
        named = replace(entry, asset_id=record.asset_id, bulk_id=record.bulk_id)
        signed = _signed(named)
        return replace(record, audit=ChainHead(signed.sequence, signed.hash)), signed

    def _of_asset(
        self,
        asset: Asset,
        action: AuditAction,
        before: Facts | None,
        after: Facts,
        cause: Cause,
    ) -> tuple[Asset, AuditEntry]:
        chain = asset_chain(asset.asset_id)
        entry = self._entry(chain, asset.audit, action, before, after, cause)
        signed = _signed(replace(entry, asset_id=asset.asset_id))
        return replace(asset, audit=ChainHead(signed.sequence, signed.hash)), signed

    def _entry(
        self,
        chain: str,
        head: ChainHead,
        action: AuditAction,
        before: Facts | None,
        after: Facts,
        cause: Cause,
    ) -> AuditEntry:
        return AuditEntry(
            entry_id=EntryId(self._new_id(EVENT_PREFIX)),
            chain=chain,
            sequence=head.sequence + 1,
            action=action,
            actor=cause.actor,
            asset_id=None,
            user_id=None,
            before=before,
            after=after,
            occurred_at=cause.at,
            request_id=cause.request_id,
            previous_hash=head.hash,
        )


def _signed(entry: AuditEntry) -> AuditEntry:
    return replace(entry, hash=digest(entry.document()))


def _facts(asset: Asset) -> Facts:
    job = asset.conversion
    status: Facts = {"conversion_status": asset.status.value}
    if job is None:
        return status
    failed: Facts = {} if job.error is None else {"error_code": job.error.code}
    return {**status, "attempt": job.attempt, "run": job.run, **failed}


def _profile_facts(profile: Profile) -> Facts:
    return {
        "display_name": profile.display_name,
        "email": profile.email,
        "deactivated": profile.deactivated_at is not None,
    }


def _profile_action(before: Profile | None, after: Profile) -> AuditAction:
    if before is None:
        return AuditAction.USER_REGISTERED
    if after.deactivated_at is not None:
        return AuditAction.USER_DEACTIVATED
    is_back = before.deactivated_at is not None
    return AuditAction.USER_REACTIVATED if is_back else AuditAction.USER_UPDATED


_BULK_ACTIONS: Final = {
    BulkStatus.COMMITTED: AuditAction.BULK_COMMITTED,
    BulkStatus.UNDONE: AuditAction.BULK_UNDONE,
    BulkStatus.SEALED: AuditAction.BULK_SEALED,
    BulkStatus.ABORTED: AuditAction.BULK_ABORTED,
}


def _bulk_facts(record: BulkRecord) -> Facts:
    facts: dict[str, Fact] = {
        "user_count": record.user_count,
        "members_hash": record.members_hash,
    }
    if record.sealed_by is not None:
        facts["sealed_by"] = record.sealed_by
    if record.failure is not None:
        facts["error_code"] = record.failure.code
    return facts
