"""What it costs to give an asset to many, to take it back, and to store that with each of them."""

from datetime import timedelta

from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.ids import BulkId
from tests.aws.costing import Costing

STORED = timedelta(seconds=36)


def tell(costing: Costing) -> None:
    asset_id = costing.world.ready(4)
    _committed(costing, asset_id, 1)
    hundred = _committed(costing, asset_id, 100).bulk_id
    thousand = _committed(costing, asset_id, 1_000).bulk_id
    costing.measure("read a bulk", lambda: costing.world.bulk().get(thousand))
    holders = costing.world.asset_holders()
    costing.measure(
        "a page of who holds an asset, 25, in an open bulk of 1,000",
        lambda: holders.page(asset_id, None, 25),
    )
    costing.world.clock.advance(STORED)
    _drained(costing, hundred, "store a bulk, for each of 100")
    costing.measure("bulks that are due", lambda: costing.world.bulks.due(costing.world.clock(), 9))
    _undone(costing)


def _committed(costing: Costing, asset_id: str, count: int) -> BulkRecord:
    bulk = costing.world.bulk()
    members = costing.world.crowd(f"somebody-in-{count:04d}", count)
    asked = costing.operation(f"bulk-{count}")
    what = f"a bulk of {count:,}"
    new = NewBulk(asset_id, members)
    return costing.measure(what, lambda: bulk.bulk_assign_asset(new, asked)).value


def _undone(costing: Costing) -> None:
    bulk, asset_id = costing.world.bulk(), costing.world.ready(5)
    new = NewBulk(asset_id, costing.world.crowd("somebody-in-undo", 100))
    record = bulk.bulk_assign_asset(new, costing.operation("bulk-undo")).value
    undo = costing.operation("undo-bulk")
    costing.measure(
        "undo a bulk, however large", lambda: bulk.undo(asset_id, record.bulk_id, None, undo)
    )
    _drained(costing, record.bulk_id, "store an undone bulk, for each of 100")


def _drained(costing: Costing, bulk_id: BulkId, what: str) -> None:
    storing, until = costing.world.bulk_storing(), costing.world.clock() + timedelta(days=1)
    costing.measure(what, lambda: storing.carry_on(bulk_id, until), per=100)
