"""What each access pattern costs, measured with typical items; writes `docs/access-patterns.md`.

To write it anew: `.venv/bin/python -m tests.aws.access_patterns`
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from local import engine
from local.instance import ROOT, Instance, free_port
from mediadesk.aws.database import Database
from mediadesk.settings import Settings
from tests.aws import cost_of_assets, cost_of_bulks, cost_of_live, cost_of_people, cost_of_reading
from tests.aws.backends import create_tables
from tests.aws.costing import Costing, Measured
from tests.aws.stored_world import StoredWorld

DOCUMENT: Final = ROOT / "docs" / "access-patterns.md"
CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}
HEADINGS: Final = ("what", "tables and indexes", "requests", "read", "write", "indexes")
INTRODUCTION: Final = """\
# Access patterns and what they cost

<!-- The table is written by `.venv/bin/python -m tests.aws.access_patterns`; a test compares. -->

Every way in which a service reads or writes DynamoDB, with a typical item each: names of two words,
ids of up to 30 characters, no note. Measured at the services, or at the store where a service
does more than that, against the local engine; units follow
[AWS's rules of sizes](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html),
not what the engine says.

- *read*: units of 4 KB, half as many where the read is eventually consistent, as those of indexes
  are. Each partition of a list costs half a unit, also when nothing is in it.
- *write*: units of 1 KB in tables, twice as many within a transaction.
- *indexes*: what the same writes cost in indexes, once, for they are written after the transaction.

Nothing scans. A change by a single call includes the row that remembers its answer.
"""

T = TypeVar("T")


def measured(database: Database) -> Iterator[Measured]:
    """All of them, in one story on empty tables."""
    costing = Costing(StoredWorld(database))
    for part in (cost_of_people, cost_of_assets, cost_of_reading, cost_of_bulks, cost_of_live):
        part.tell(costing)
    yield from costing.found


def table(found: Iterator[Measured]) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(each.cells() for each in found)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def written() -> list[str]:
    """The lines of the table as they stand in the document."""
    return [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]


def on_engine(use: Callable[[Callable[[str], Database]], T]) -> T:
    """With an engine that lasts as long, and what gives empty tables of that name in it."""
    with tempfile.TemporaryDirectory(prefix="mediadesk-") as folder:
        instance = Instance(Path(folder), free_port())
        with engine.running(instance, lambda event: None):
            os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=instance.endpoint_url)
            return use(_empty)


def _empty(name: str) -> Database:
    settings = Settings(table_prefix=f"mediadesk-{name}-")
    create_tables(settings)
    return Database(settings)


if __name__ == "__main__":
    cost = on_engine(lambda empty: table(measured(empty("measured"))))
    DOCUMENT.write_text(f"{INTRODUCTION}\n{cost}", "utf-8")
