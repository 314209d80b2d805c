"""What the stores of one world have written, and the conditions that many writes share."""

from dataclasses import dataclass, field

from mediadesk.contracts.socket import Event
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.connections import Connection, Subscription, Ticket
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.fan_out import Piece
from mediadesk.domain.heads import Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AssetId, BulkId, ConnectionId, Topic, UserId
from mediadesk.domain.jobs import Job
from mediadesk.domain.operations import KEPT_FOR, Answer
from mediadesk.domain.users import Profile


@dataclass
class Storage:
    """Everything by its key, in no order."""

    assets: dict[AssetId, Asset] = field(default_factory=dict)
    entries: dict[tuple[str, int], AuditEntry] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    jobs: dict[tuple[AssetId, int], Job] = field(default_factory=dict)
    pieces: dict[tuple[AssetId, int, int, int], Piece] = field(default_factory=dict)
    """By asset, attempt, the asset's run, and number."""
    holders: dict[AssetId, Holders] = field(default_factory=dict)
    profiles: dict[UserId, Profile] = field(default_factory=dict)
    heads: dict[UserId, Head] = field(default_factory=dict)
    history: dict[tuple[UserId, int], HistoryEntry] = field(default_factory=dict)
    bulks: dict[BulkId, BulkRecord] = field(default_factory=dict)
    members: dict[BulkId, tuple[UserId, ...]] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    connections: dict[ConnectionId, Connection] = field(default_factory=dict)
    subscriptions: dict[tuple[Topic, ConnectionId], Subscription] = field(default_factory=dict)
    told: dict[str, Event] = field(default_factory=dict)
    """The log of events, by their ids."""

    def chain(self, name: str) -> list[AuditEntry]:
        """The entries of a chain, the oldest first."""
        return [self.entries[key] for key in sorted(self.entries) if key[0] == name]

    def history_of(self, user_id: UserId) -> list[HistoryEntry]:
        """The entries of a user's history, the oldest first."""
        return [self.history[key] for key in sorted(self.history) if key[0] == user_id]

    def require_unanswered(self, answer: Answer) -> None:
        """WriteConflict when the operation has an answer that still counts."""
        earlier = self.answers.get(answer.operation_id)
        if earlier is not None and earlier.expires_at >= answer.expires_at - KEPT_FOR:
            raise WriteConflict("It was answered already.")

    def require_new(self, entry: AuditEntry) -> None:
        """WriteConflict when the chain has come that far already."""
        if (entry.chain, entry.sequence) in self.entries:
            raise WriteConflict("The chain has moved on.")

    def append(self, entry: AuditEntry) -> None:
        self.entries[entry.chain, entry.sequence] = entry

    def answer(self, answer: Answer) -> None:
        self.answers[answer.operation_id] = answer
