"""The copies of log entries that were written before there was an archive."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from mediadesk import tables
from mediadesk.aws.trail_records import Item, recorded
from mediadesk.domain.errors import ChainNotFound
from mediadesk.domain.trail import Recorded, parse_chain
from mediadesk.ports import Archive
from migrations.kinds import Treated


class ArchiveLogEntries:
    """Copies what has no copy, as `assign.on_archive` does with new entries.

    Where the archive has another entry at the same place, that one is the evidence: nothing is
    laid beside it.
    """

    name: Final = "archive_log_entries"
    purpose: Final = "every entry of the two logs has its copy in the archive"
    tables: Final = (tables.AUDIT.name, tables.HISTORY.name)

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def treat(self, table: str, items: Sequence[Item], *, is_dry: bool) -> Treated:
        changed, remarks = 0, []
        for chain, entries in groupby(map(recorded, items), key=lambda entry: entry.chain):
            try:
                missing, unlike = self._compare(chain, list(entries))
            except ChainNotFound:
                remarks.append(f"{table} has items of {chain!r}, which is no chain")
                continue
            for entry in [] if is_dry else missing:
                self._archive.add(entry)
            changed += len(missing)
            remarks += [f"{chain} {e.sequence} is not what the archive has of it" for e in unlike]
        return Treated(changed, tuple(remarks))

    def _compare(self, name: str, entries: list[Recorded]) -> tuple[list[Recorded], list[Recorded]]:
        """Those without a copy, and those with another one; ChainNotFound."""
        places = [entry.sequence for entry in entries]
        copies: dict[int, set[str]] = {}
        for place, sealed in self._archive.copies(parse_chain(name), min(places), max(places)):
            copies.setdefault(place, set()).add(sealed)
        missing = [entry for entry in entries if entry.sequence not in copies]
        there = (entry for entry in entries if entry.sequence in copies)
        return missing, [entry for entry in there if copies[entry.sequence] != {entry.hash}]
