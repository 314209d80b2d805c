"""Whether a chain is as it was written: link by link, at its head, and against the archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from mediadesk.domain.chains import EMPTY_CHAIN, ChainHead
from mediadesk.domain.errors import (
    AssetNotFound,
    BulkNotFound,
    ChainNotFound,
    UserNotFound,
)
from mediadesk.domain.ids import AssetId, BulkId, UserId
from mediadesk.domain.instants import rfc3339
from mediadesk.domain.trail import (
    Chain,
    ChainKind,
    Link,
    Recorded,
    link_of,
    parse_chain,
    recorded_history,
    walked,
)
from mediadesk.ports import Archive, AssetStore, AuditStore, BulkStore, Clock, UserStore
from mediadesk.services.standings import Standings

SLICE: Final = 10_000
"""Entries that one call checks at most."""
READ_AGAIN: Final = 2
"""How often a fault is looked at once more before it is told."""
ARCHIVED_AFTER: Final = timedelta(minutes=5)
"""An entry that is younger may have no copy yet."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`first_bad_sequence` is the first place where what should stand there does not.

    `next_sequence` is where to go on; None where the end was reached, or a fault was found.
    """

    entries: int
    head_hash: str
    first_bad_sequence: int | None
    next_sequence: int | None

    @property
    def verified(self) -> bool:
        return self.first_bad_sequence is None


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain must end: its head, what is held there, and what may stand beyond it."""

    head: ChainHead
    held: object = None
    virtual: tuple[Recorded, ...] = ()

    @property
    def link(self) -> Link:
        return Link(self.head.sequence, self.head.hash, self.held)

    @property
    def hash(self) -> str:
        return self.virtual[-1].hash if self.virtual else self.head.hash


class ChainVerifier:
    def __init__(
        self,
        *,
        trail: AuditStore,
        archive: Archive,
        assets: AssetStore,
        users: UserStore,
        bulks: BulkStore,
        standings: Standings,
        clock: Clock,
    ) -> None:
        self._trail = trail
        self._archive = archive
        self._assets = assets
        self._users = users
        self._bulks = bulks
        self._standings = standings
        self._clock = clock

    def verify(
        self, name: str, from_sequence: int = 1, *, against_archive: bool = False
    ) -> Verdict:
        """Check up to 10,000 entries from that sequence on; ChainNotFound."""
        chain = parse_chain(name)
        check = partial(self._checked, chain, from_sequence, against_archive=against_archive)
        verdict = check()
        for _ in range(READ_AGAIN):
            if verdict.verified:
                break
            # Head and entries are read one after the other; only what is wrong stays wrong.
            verdict = check()
        return verdict

    def _checked(self, chain: Chain, first: int, *, against_archive: bool) -> Verdict:
        end = self._end(chain)
        start, entries = self._slice(chain, first)
        if end is None and not entries and first == 1:
            raise ChainNotFound(f"No chain has the name {str(chain)!r}.")
        end = end or End(EMPTY_CHAIN)
        if start is None:
            is_missing = end.head.sequence >= first - 1
            return Verdict(0, end.hash, first - 1 if is_missing else None, None)
        is_last = len(entries) < SLICE
        bad = _first_bad(start, entries, end, is_last=is_last)
        if against_archive:
            unlike = self._first_unlike(chain, first, entries, is_last=is_last)
            bad = min((place for place in (bad, unlike) if place is not None), default=None)
        goes_on = bad is None and not is_last
        next_sequence = entries[-1].sequence + 1 if goes_on else None
        return Verdict(len(entries), end.hash, bad, next_sequence)

    def _slice(self, chain: Chain, first: int) -> tuple[Link | None, list[Recorded]]:
        """What the first entry must follow from, None where that is missing; and the entries."""
        if first == 1:
            return Link(), self._trail.chain(chain, 0, SLICE)
        known = self._trail.chain(chain, first - 2, 1)
        if not known or known[0].sequence != first - 1:
            return None, []
        return link_of(known[0]), self._trail.chain(chain, first - 1, SLICE)

    def _end(self, chain: Chain) -> End | None:
        try:
            return self._known_end(chain)
        except (AssetNotFound, UserNotFound, BulkNotFound):
            return None

    def _known_end(self, chain: Chain) -> End:
        match chain.kind:
            case ChainKind.USER:
                standing = self._standings.of(UserId(chain.subject))
                stored, virtual = standing.stored, tuple(map(recorded_history, standing.virtual))
                return End(ChainHead(stored.sequence, stored.hash), stored.asset_id, virtual)
            case ChainKind.ASSET:
                return End(self._assets.get(AssetId(chain.subject)).audit)
            case ChainKind.PROFILE:
                return End(self._users.get(UserId(chain.subject)).audit)
            case ChainKind.BULK:
                return End(self._bulks.get(BulkId(chain.subject)).audit)

    def _first_unlike(
        self, chain: Chain, first: int, entries: Sequence[Recorded], *, is_last: bool
    ) -> int | None:
        """The first place at which entry and copy are not the same one."""
        last = None if is_last else entries[-1].sequence
        copies: dict[int, set[str]] = {}
        for place, sealed in self._archive.copies(chain, first, last):
            copies.setdefault(place, set()).add(sealed)
        stored = {entry.sequence: entry for entry in entries}
        young = rfc3339(self._clock() - ARCHIVED_AFTER)
        for place in sorted({*copies, *stored}):
            entry = stored.get(place)
            kept = copies.get(place, set())
            is_awaited = not kept and entry is not None and entry.at > young
            if not is_awaited and (entry is None or kept != {entry.hash}):
                return place
        return None


def _first_bad(start: Link, entries: Sequence[Recorded], end: End, *, is_last: bool) -> int | None:
    reached = walked(start, entries)
    if reached != (link_of(entries[-1]) if entries else start):
        return reached.sequence + 1
    return _unlike_end(reached, entries, end) if is_last else None


def _unlike_end(reached: Link, entries: Sequence[Recorded], end: End) -> int | None:
    """What a chain that is whole in itself lacks, has too much, or has otherwise than its head."""
    head = end.head.sequence
    if reached.sequence < head:
        return reached.sequence + 1
    if reached.sequence > head:
        return None if _is_virtual(entries, end) else head + 1
    return None if reached == end.link else max(head, 1)


def _is_virtual(entries: Sequence[Recorded], end: End) -> bool:
    """Whether what stands beyond the head is what a bulk that is being stored makes of it."""
    beyond = [entry for entry in entries if entry.sequence > end.head.sequence]
    expected = list(end.virtual[: len(beyond)])
    linked = next((e for e in entries if e.sequence == end.head.sequence), None)
    at_head = end.link if linked is None else link_of(linked)
    same = [replace(e, document={}) for e in beyond] == [replace(e, document={}) for e in expected]
    return same and at_head == end.link
