"""Every service on the stores under test, and beside them the fakes of one world."""

from dataclasses import fields

from mediadesk.aws.assignment_records import head_row
from mediadesk.aws.assignment_rows import HeadRow
from mediadesk.aws.database import Database
from mediadesk.domain.bulk import commit, seal
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.settling import settle
from tests.aws.backends import Stores, stores_in
from tests.aws.bulks import ready
from tests.builders import a_bulk, an_asset_id
from tests.fakes import START
from tests.world import World

EARLIER = seal(commit(a_bulk(7, asset_id=an_asset_id(7)), START), None)
SHORTLY_NAMED = {"users": "profiles"}


class StoredWorld(World):
    calls_a_minute = 1_000_000
    users_an_hour = 1_000_000_000

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.stores: Stores = stores_in(database, self.clock)
        for field in fields(Stores):
            setattr(
                self, SHORTLY_NAMED.get(field.name, field.name), getattr(self.stores, field.name)
            )

    def ready(self, number: int = 1) -> AssetId:
        """An asset that may be given to people."""
        return ready(self.stores, number).asset_id

    def crowd(self, prefix: str, count: int) -> tuple[UserId, ...]:
        """People who hold something, straight into their table."""
        rows = self.database.rows(HeadRow)
        user_ids = tuple(UserId(f"{prefix}-{number:05d}") for number in range(count))
        with rows.batch_write() as batch:
            for user_id in user_ids:
                held = settle(Head(user_id, intent=EARLIER.bulk_id), EARLIER).after
                batch.save(head_row(held, rows))
        return user_ids
