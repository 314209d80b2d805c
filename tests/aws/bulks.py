"""Bulks in the stores under test, brought where a test needs them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkRecord, commit, seal, undo
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import UserId
from tests.aws.backends import Stores
from tests.aws.test_asset_store import in_conversion, saved
from tests.builders import ADA, a_bulk, a_decision, a_profile, an_answer, completed, registration
from tests.fakes import START

BOTH = (UserId("ada-l"), UserId("grace"))


def ready(stores: Stores, number: int = 1) -> Asset:
    """An asset that may be given to people."""
    asset = in_conversion(stores, number)
    return saved(stores, asset, completed(asset))


def people(stores: Stores, user_ids: Sequence[UserId] = BOTH) -> list[Head]:
    for user_id in user_ids:
        stores.users.save(registration(a_profile(user_id)))
    return stores.heads.heads(user_ids)


def begun(stores: Stores, number: int = 1, user_ids: Sequence[UserId] = BOTH) -> BulkRecord:
    record = a_bulk(number, user_ids)
    stores.bulks.create(record, user_ids, an_answer(f"bulk-{number}"))
    return record


def decided(stores: Stores, before: BulkRecord, after: BulkRecord) -> BulkRecord:
    signed, entry = a_decision(after)
    stores.bulks.decide(before, signed, entry)
    return signed


def committed(stores: Stores, record: BulkRecord, at: datetime = START) -> BulkRecord:
    """Claimed by everybody in it, and open with its asset."""
    stores.bulks.claim(record.bulk_id, stores.heads.heads(stores.bulks.members(record.bulk_id)))
    after, entry = a_decision(commit(record, at))
    opening = stores.assets.get(record.asset_id)
    stores.bulks.decide(record, after, entry, opening=opening)
    return after


def sealed(stores: Stores, record: BulkRecord) -> BulkRecord:
    return decided(stores, record, seal(record, None))


def undone(stores: Stores, record: BulkRecord) -> BulkRecord:
    return decided(stores, record, undo(record, ADA.name, START, START, "request-2", "oops"))


def closed(record: BulkRecord) -> BulkRecord:
    return replace(record, drained_at=START, closed_at=START)
