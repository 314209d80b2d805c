"""The trail and its archive in memory; held to the real ones by `tests/aws`."""

from collections.abc import Iterable
from datetime import date

from mediadesk.domain.audit import chain_name
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import AssetId
from mediadesk.domain.trail import Chain, Position, Recorded, recorded_audit, recorded_history
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage


class FakeAuditStore(Faulty):
    """What a test puts into the storage under a wrong place is read at that place."""

    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def chain(self, chain: Chain, after: int, limit: int) -> list[Recorded]:
        return [entry for entry in self._of(chain) if entry.sequence > after][:limit]

    @watched
    def newest(self, chain: Chain, before: int | None, limit: int) -> list[Recorded]:
        entries = reversed(self._of(chain))
        return [entry for entry in entries if before is None or entry.sequence < before][:limit]

    @watched
    def day(self, day: date, below: Position, limit: int) -> list[Recorded]:
        here = (entry for entry in self._listed() if entry.at.startswith(f"{day}T"))
        return _newest(here, below, limit)

    @watched
    def of_asset(self, asset_id: AssetId, below: Position, limit: int) -> list[Recorded]:
        names = ("asset_id", "previous_asset_id")
        about = (
            entry
            for entry in self._listed()
            if asset_id in {entry.document.get(name) for name in names}
        )
        return _newest(about, below, limit)

    def _of(self, chain: Chain) -> list[Recorded]:
        entries = [entry for entry in self._all() if entry.chain == str(chain)]
        return sorted(entries, key=lambda entry: entry.sequence)

    def _listed(self) -> Iterable[Recorded]:
        """All but what bulks made in histories."""
        return (e for e in self._all() if not (e.is_of_history and e.document["bulk_id"]))

    def _all(self) -> Iterable[Recorded]:
        for (key, place), entry in self._storage.entries.items():
            told = recorded_audit(entry)
            yield Recorded(chain_name(key), place, told.document, told.hash)
        for (user_id, place), one in self._storage.history.items():
            yield _placed(one, user_id, place)


class FakeArchive(Faulty):
    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.kept: dict[tuple[str, int, str], Recorded] = {}

    @watched
    def add(self, entry: Recorded) -> None:
        self.kept.setdefault((entry.chain, entry.sequence, entry.hash), entry)

    @watched
    def copies(self, chain: Chain, first: int, last: int | None) -> list[tuple[int, str]]:
        return [
            (place, sealed)
            for name, place, sealed in sorted(self.kept)
            if name == str(chain) and first <= place and (last is None or place <= last)
        ]


def _placed(entry: HistoryEntry, user_id: str, place: int) -> Recorded:
    told = recorded_history(entry)
    return Recorded(f"user:{user_id}", place, told.document, told.hash)


def _newest(entries: Iterable[Recorded], below: Position, limit: int) -> list[Recorded]:
    older = (entry for entry in entries if entry.position < below)
    return sorted(older, key=lambda entry: entry.position, reverse=True)[:limit]
