"""What an audit entry is, and what links one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mediadesk.domain.ids import AdminId, AssetId, BulkId, EntryId, UserId
from mediadesk.domain.instants import rfc3339

Fact = str | int | bool
Facts = Mapping[str, Fact]
"""The part of a state that a change touched."""


class AuditAction(StrEnum):
    ASSET_CREATED = "asset.created"
    ASSET_UPLOADED = "asset.uploaded"
    CONVERSION_STATUS_CHANGED = "conversion.status_changed"
    ASSET_DELETED = "asset.deleted"
    ASSET_RESTORED = "asset.restored"
    USER_REGISTERED = "user.registered"
    USER_UPDATED = "user.updated"
    USER_DEACTIVATED = "user.deactivated"
    USER_REACTIVATED = "user.reactivated"
    BULK_COMMITTED = "bulk.committed"
    BULK_UNDONE = "bulk.undone"
    BULK_SEALED = "bulk.sealed"
    BULK_ABORTED = "bulk.aborted"
    ASSIGNED = "assignment.assigned"
    UNDONE = "assignment.undone"
    REVERTED = "assignment.reverted"
    UNASSIGNED = "assignment.unassigned"
    USER_REMOVED = "assignment.user_removed"


class ActorKind(StrEnum):
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a change: a person by the pool's name, or a part of the system by its own."""

    name: AdminId
    kind: ActorKind = ActorKind.ADMIN


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of a chain; `hash` covers every other field, `previous_hash` included.

    `chain` is the key that its entries are stored under.
    """

    entry_id: EntryId
    chain: str
    sequence: int
    action: AuditAction
    actor: Actor
    asset_id: AssetId | None
    user_id: UserId | None
    before: Facts | None
    after: Facts | None
    occurred_at: datetime
    request_id: str
    previous_hash: str
    bulk_id: BulkId | None = None
    hash: str = ""

    def document(self) -> dict[str, object]:
        """The entry as the API shows it, without `hash`: what the hash is taken of."""
        return {
            "entry_id": self.entry_id,
            "chain": chain_name(self.chain),
            "sequence": self.sequence,
            "action": self.action.value,
            "actor": self.actor.name,
            "actor_kind": self.actor.kind.value,
            "asset_id": self.asset_id,
            "user_id": self.user_id,
            "bulk_id": self.bulk_id,
            "before": None if self.before is None else dict(self.before),
            "after": None if self.after is None else dict(self.after),
            "occurred_at": rfc3339(self.occurred_at),
            "request_id": self.request_id,
            "previous_hash": self.previous_hash,
        }


def chain_name(key: str) -> str:
    """What the API calls the chain that is stored under this key: `asset:<id>` and the like."""
    kind, _, subject = key.partition("#")
    return f"{kind.lower()}:{subject}"


def asset_chain(asset_id: AssetId) -> str:
    """The chain that holds everything that happened to an asset."""
    return f"ASSET#{asset_id}"


def profile_chain(user_id: UserId) -> str:
    """The chain that holds every change of a user's directory entry."""
    return f"PROFILE#{user_id}"


def bulk_chain(bulk_id: BulkId) -> str:
    """The chain that holds every decision about a bulk."""
    return f"BULK#{bulk_id}"
