"""How far a migration has come, and who may take it further."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

LEASE: Final = timedelta(seconds=60)
"""A run that was silent for so long is thought dead: another one may go on in its place."""

Key = Mapping[str, str]
"""Of the item after which to go on."""


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of one table. Segments share a table's items out among those who work at once.

    `changed` counts what was written for the items that were looked at. A step that was repeated
    after a crash finds its writes done, and counts none of them again. `round` is how often the
    migration was begun; a part of an earlier one than others is yet to begin anew.
    """

    migration: str
    table: str
    segment: int
    segments: int
    position: Key | None = None
    looked_at: int = 0
    changed: int = 0
    round: int = 1
    version: int = 1
    owner: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    def is_held(self, now: datetime) -> bool:
        """Whether a run is at work on it, as far as one can know."""
        return self.lease_until is not None and self.lease_until > now


def claim(part: Part, owner: str, now: datetime) -> Part:
    """In the hands of this owner, to go on where it was left."""
    held = replace(part, owner=owner, lease_until=now + LEASE, version=part.version + 1)
    return replace(held, started_at=part.started_at or now)


def advance(
    part: Part, *, looked_at: int, changed: int, position: Key | None, now: datetime
) -> Part:
    """After one more page of items; without a position that was the last one."""
    is_over = position is None
    return replace(
        part,
        position=position,
        looked_at=part.looked_at + looked_at,
        changed=part.changed + changed,
        version=part.version + 1,
        lease_until=None if is_over else now + LEASE,
        finished_at=now if is_over else None,
    )


def release(part: Part) -> Part:
    """Free for whoever comes next."""
    return replace(part, lease_until=None, version=part.version + 1)


def again(part: Part, number: int) -> Part:
    """From the beginning, in the round of that number, as if it had never been worked on."""
    new = Part(part.migration, part.table, part.segment, part.segments, round=number)
    return replace(new, version=part.version + 1)
