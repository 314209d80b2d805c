"""Which audit entry belongs to a change, and its place in the chain."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import rfc8785

from mediadesk.domain.assets import Asset, ConversionStatus
from mediadesk.domain.audit import (
    Actor,
    AuditAction,
    AuditEntry,
    ChainHead,
    Facts,
    asset_chain,
)
from mediadesk.domain.ids import EVENT_PREFIX, EntryId
from mediadesk.ports import NewId


@dataclass(frozen=True, slots=True)
class Cause:
    """Who made a change, when, and by which request."""

    actor: Actor
    request_id: str
    at: datetime


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the RFC 8785 canonical JSON of the entry without its hash."""
    # The library types its input as JSON; a document holds nothing else.
    canonical: bytes = rfc8785.dumps(entry.document())  # type: ignore[arg-type]
    return hashlib.sha256(canonical).hexdigest()


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
        return self._append(asset, AuditAction.ASSET_CREATED, None, facts, cause)

    def log_conversion_status_change(
        self, before: Asset, after: Asset, cause: Cause
    ) -> tuple[Asset, AuditEntry]:
        """The entry, and the asset with its chain's head moved to it."""
        arrived = after.status is ConversionStatus.QUEUED and before.conversion is None
        action = AuditAction.ASSET_UPLOADED if arrived else AuditAction.CONVERSION_STATUS_CHANGED
        return self._append(after, action, _facts(before), _facts(after), cause)

    def _append(
        self,
        asset: Asset,
        action: AuditAction,
        before: Facts | None,
        after: Facts,
        cause: Cause,
    ) -> tuple[Asset, AuditEntry]:
        entry = AuditEntry(
            entry_id=EntryId(self._new_id(EVENT_PREFIX)),
            chain=asset_chain(asset.asset_id),
            sequence=asset.audit.sequence + 1,
            action=action,
            actor=cause.actor,
            asset_id=asset.asset_id,
            before=before,
            after=after,
            occurred_at=cause.at,
            request_id=cause.request_id,
            previous_hash=asset.audit.hash,
        )
        signed = replace(entry, hash=entry_hash(entry))
        head = ChainHead(sequence=signed.sequence, hash=signed.hash)
        return replace(asset, audit=head), signed


def _facts(asset: Asset) -> Facts:
    job = asset.conversion
    status: Facts = {"conversion_status": asset.status.value}
    if job is None:
        return status
    failed: Facts = {} if job.error is None else {"error_code": job.error.code}
    return {**status, "attempt": job.attempt, "run": job.run, **failed}
