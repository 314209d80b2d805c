"""What a bulk of a thousand users costs, by the size rules of AWS and without indexes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mediadesk import wiring
from mediadesk.aws.assignment_records import head_row
from mediadesk.aws.assignment_rows import HeadRow
from mediadesk.aws.database import Database
from mediadesk.domain.bulk import BulkStatus, commit, seal
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import UserId
from mediadesk.domain.settling import settle
from mediadesk.settings import Settings
from tests.aws.backends import Stores, create_tables, stores_in
from tests.aws.bulk_desk import BulkDesk, at
from tests.aws.bulks import ready
from tests.aws.metering import Meter
from tests.builders import a_bulk, an_asset_id, an_operation
from tests.fakes import START

pytestmark = pytest.mark.slow
EVERYBODY = tuple(UserId(f"somebody.with.a.long.name-{number:04d}") for number in range(1_000))

EARLIER = seal(commit(a_bulk(7, asset_id=an_asset_id(7)), START), None)


@pytest.fixture
def database(on_emulator: None) -> Database:
    settings = Settings(table_prefix="mediadesk-metered-")
    create_tables(settings)
    return Database(settings)


def thousand(database: Database) -> Stores:
    """People who hold something, straight into the table: that is none of this."""
    rows = database.rows(HeadRow)
    with rows.batch_write() as batch:
        for user_id in EVERYBODY:
            held = settle(Head(user_id, intent=EARLIER.bulk_id), EARLIER).after
            batch.save(head_row(held, rows))
    return stores_in(database)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """What a test has measured: shown, whatever pytest captures."""
    lines: list[str] = []
    yield lines
    with capsys.disabled():
        print("", *lines, sep="\n")


def test_a_thousand_users_cost_little_and_their_undo_next_to_nothing(
    database: Database, told: list[str]
) -> None:
    stores = thousand(database)
    new = NewBulk(ready(stores).asset_id, EVERYBODY)
    # However slow this machine is: no lease is renewed.
    now = wiring.clock()
    desk, meter = BulkDesk(stores, at(now)), Meter(database)
    asked = an_operation("bulk", received_at=now)
    record = desk.bulk.bulk_assign_asset(new, asked).value
    told.append(f"commit: {meter.write_units} units, {meter.requests.total()} {meter.requests}")
    assert record.status is BulkStatus.COMMITTED
    assert meter.requests.total() <= 30
    assert meter.write_units <= 2_100
    meter.clear()
    undo = an_operation("undo", received_at=now)
    desk.bulk.undo(record.asset_id, record.bulk_id, None, undo)
    told.append(f"undo: {meter.write_units} units, actions in transactions: {meter.transactions}")
    [actions] = meter.transactions
    assert actions == 3


def test_storing_what_was_decided_costs_a_few_units_a_user(
    database: Database, told: list[str]
) -> None:
    stores = thousand(database)
    new = NewBulk(ready(stores).asset_id, EVERYBODY)
    asked = an_operation("bulk", received_at=wiring.clock())
    record = BulkDesk(stores).bulk.bulk_assign_asset(new, asked).value
    later = wiring.clock() + timedelta(minutes=1)
    desk, meter = BulkDesk(stores, at(later)), Meter(database)
    stored = desk.storing.carry_on(record.bulk_id, later + timedelta(days=1))
    told.append(f"drain: {meter.write_units / len(EVERYBODY)} units a user")
    assert stored.drained_at is not None
    assert meter.write_units <= 3 * len(EVERYBODY)
    assert stores.heads.head(EVERYBODY[0]).asset_id == new.asset_id
