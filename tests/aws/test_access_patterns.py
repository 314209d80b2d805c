"""What the documents say that reads and writes cost is what they cost."""

import re

import pytest

from mediadesk import tables
from mediadesk.aws.database import Database
from mediadesk.settings import Settings
from tests.aws.access_patterns import measured, table, written
from tests.aws.backends import create_tables
from tests.aws.metering import size, units

pytestmark = pytest.mark.slow


@pytest.fixture
def database(on_emulator: None) -> Database:
    settings = Settings(table_prefix="mediadesk-patterns-")
    create_tables(settings)
    return Database(settings)


def test_the_documented_costs_are_those_that_are_measured(database: Database) -> None:
    assert table(measured(database)).splitlines() == written()


def test_every_table_and_index_is_in_some_access_pattern() -> None:
    told = set(re.findall(r"`([a-z_/]+)`", "\n".join(written())))
    known = {table.name for table in tables.ALL if table is not tables.MIGRATIONS}
    indexes = {f"{table.name}/{i.name}" for table in tables.ALL for i in table.indexes}
    assert {place.split("/")[0] for place in told} == known
    assert indexes <= told


@pytest.mark.parametrize(
    ("item", "length"),
    [
        ({"pk": {"S": "abc"}}, 5),
        ({"pk": {"S": "ä"}}, 4),
        ({"n": {"N": "12345"}}, 5),
        ({"b": {"BOOL": True}}, 2),
        ({"l": {"L": [{"S": "ab"}, {"NULL": True}]}}, 9),
        ({"m": {"M": {"a": {"S": "bc"}}}}, 8),
        ({"s": {"SS": ["ab", "c"]}}, 4),
    ],
    ids=str,
)
def test_an_item_is_as_large_as_its_names_and_values(
    item: dict[str, dict[str, object]], length: int
) -> None:
    assert size(item) == length


def test_a_unit_that_is_begun_counts() -> None:
    assert [units(length) for length in (0, 1, 1024, 1025)] == [1, 1, 1, 2]
