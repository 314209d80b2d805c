"""Where the entries of all chains are read, and where a copy of each is kept."""

from datetime import date
from typing import Protocol

from mediadesk.domain.ids import AssetId
from mediadesk.domain.trail import Chain, Position, Recorded


class AuditStore(Protocol):
    """Entries of the audit log and of the histories, as they are stored."""

    def chain(self, chain: Chain, after: int, limit: int) -> list[Recorded]:
        """Entries with a sequence above `after`, the oldest first; strongly consistent."""
        ...

    def newest(self, chain: Chain, before: int | None, limit: int) -> list[Recorded]:
        """Entries with a sequence below `before`, the newest first; strongly consistent."""
        ...

    def day(self, day: date, below: Position, limit: int) -> list[Recorded]:
        """Entries of that day older than `below`, the newest first; eventually consistent.

        Entries that bulks made in histories are left out.
        """
        ...

    def of_asset(self, asset_id: AssetId, below: Position, limit: int) -> list[Recorded]:
        """As `day`, of all that has to do with an asset."""
        ...


class Archive(Protocol):
    """Copies that nobody can change or remove."""

    def add(self, entry: Recorded) -> None:
        """Once; another entry with the same place in its chain gets a copy of its own."""
        ...

    def copies(self, chain: Chain, first: int, last: int | None) -> list[tuple[int, str]]:
        """Sequence and hash of every copy from the first to the last sequence, both included."""
        ...
