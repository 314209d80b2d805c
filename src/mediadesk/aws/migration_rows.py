"""What the items about migrations look like, and how they become parts of a migration."""

from dataclasses import asdict
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from mediadesk import tables
from mediadesk.aws.attributes import Moment, WholeNumber
from mediadesk.aws.rows import Row
from mediadesk.domain.migrations import Part


class PartRow(Row):
    table = tables.MIGRATIONS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    migration = UnicodeAttribute()
    table_name = UnicodeAttribute(attr_name="table")
    segment = WholeNumber()
    segments = WholeNumber()
    position = JSONAttribute(null=True)
    looked_at = WholeNumber()
    changed = WholeNumber()
    round = WholeNumber(default=1)
    version = WholeNumber()
    owner = UnicodeAttribute(null=True)
    lease_until = Moment(null=True)
    started_at = Moment(null=True)
    finished_at = Moment(null=True)


def part_key(part: Part) -> tuple[str, str]:
    return part.migration, f"{part.table}#{part.segment:03d}"


def part_row(part: Part, row: type[PartRow] = PartRow) -> PartRow:
    pk, sk = part_key(part)
    facts: dict[str, Any] = asdict(part)
    return row(pk=pk, sk=sk, table_name=facts.pop("table"), **facts)


def part_of(row: PartRow) -> Part:
    return Part(
        migration=row.migration,
        table=row.table_name,
        segment=row.segment,
        segments=row.segments,
        position=row.position,
        looked_at=row.looked_at,
        changed=row.changed,
        round=row.round,
        version=row.version,
        owner=row.owner,
        lease_until=row.lease_until,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
