"""The chain of audit entries: what is hashed, and that no change of it goes unnoticed."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, Final

import pytest

from mediadesk.domain.asset_life import fail
from mediadesk.domain.audit import Actor, ActorKind, AuditAction, AuditEntry
from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.conversions import ConversionError
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AdminId, AssetId, BulkId, EntryId, UserId
from mediadesk.domain.media_limits import MediaLimits
from tests.builders import (
    an_asset,
    an_asset_id,
    claimed,
    completed,
    first_entry,
    next_entry,
    queued,
)
from tests.fakes import START
from tests.services.stories import convert
from tests.services.stories import queued as queued_in
from tests.world import World

GOLDEN: Final = AuditEntry(
    entry_id=EntryId("evt_00000000000000000000000007"),
    chain="ASSET#ast_00000000000000000000000001",
    sequence=3,
    action=AuditAction.CONVERSION_STATUS_CHANGED,
    actor=Actor(AdminId("system:convert"), ActorKind.SYSTEM),
    asset_id=an_asset_id(1),
    user_id=None,
    before={"conversion_status": "queued", "attempt": 1, "run": 0},
    after={"conversion_status": "processing", "attempt": 1, "run": 1, 'é\u2028"\\\n': True},
    occurred_at=START,
    request_id="Äpfel/\x7f",
    previous_hash="ab" * 32,
)
GOLDEN_HASH: Final = "1150a8777674a47f3f0d32f4707c95cc4e2640ee8807df429988143997f40e83"
"""Taken once of the document written by hand, with the standard library alone."""

CHANGED: Final[dict[str, Any]] = {
    "entry_id": EntryId("evt_00000000000000000000000008"),
    "chain": "ASSET#ast_00000000000000000000000002",
    "sequence": 4,
    "action": AuditAction.ASSET_UPLOADED,
    "actor": Actor(AdminId("system:convert"), ActorKind.ADMIN),
    "asset_id": None,
    "user_id": UserId("grace"),
    "before": None,
    "after": {"conversion_status": "processing"},
    "occurred_at": START + timedelta(milliseconds=1),
    "request_id": "",
    "previous_hash": GENESIS_HASH,
    "bulk_id": BulkId("blk_00000000000000000000000001"),
}


def entry_hash(entry: AuditEntry) -> str:
    return digest(entry.document())


def test_the_hash_is_the_one_that_anybody_else_would_compute() -> None:
    assert entry_hash(GOLDEN) == GOLDEN_HASH


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_of_any_field_changes_the_hash(name: str) -> None:
    assert entry_hash(replace(GOLDEN, **{name: CHANGED[name]})) != GOLDEN_HASH


def test_no_field_is_left_out_of_the_hash_but_the_hash() -> None:
    assert set(CHANGED) == {field.name for field in fields(AuditEntry)} - {"hash"}
    assert entry_hash(replace(GOLDEN, hash="x")) == GOLDEN_HASH


@pytest.mark.parametrize("fact", ["conversion_status", "attempt", "run"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_change_of_any_fact_changes_the_hash(side: str, fact: str) -> None:
    facts = dict(getattr(GOLDEN, side))
    changed: dict[str, Any] = {side: {**facts, fact: None}}
    missing: dict[str, Any] = {side: {name: facts[name] for name in facts if name != fact}}
    hashes = {entry_hash(replace(GOLDEN, **change)) for change in (changed, missing)}
    assert len(hashes | {GOLDEN_HASH}) == 3


def test_a_number_is_not_the_text_of_it() -> None:
    as_text = replace(GOLDEN, before={"attempt": "1"})
    as_number = replace(GOLDEN, before={"attempt": 1})
    as_truth = replace(GOLDEN, before={"attempt": True})
    assert len({entry_hash(entry) for entry in (as_text, as_number, as_truth)}) == 3


def test_a_chain_begins_with_the_genesis_hash_and_each_entry_links_to_the_last() -> None:
    asset, first = first_entry(an_asset())
    waiting, second = next_entry(asset, queued(asset))
    assert (first.sequence, first.previous_hash) == (1, GENESIS_HASH)
    assert (second.sequence, second.previous_hash) == (2, first.hash)
    assert (waiting.audit.sequence, waiting.audit.hash) == (2, second.hash)


def test_an_entry_tells_only_what_has_changed_and_why_something_failed() -> None:
    asset, created = first_entry(an_asset())
    waiting, arrived = next_entry(asset, queued(asset))
    working, _ = next_entry(waiting, claimed(waiting))
    damaged = ConversionError.of(MediaFault.DAMAGED, MediaLimits())
    _, told = next_entry(working, fail(working, working.current_conversion.run_id, damaged, START))
    assert created.before is None
    assert set(created.after or {}) == {"title", "filename", "size_bytes", "conversion_status"}
    assert arrived.before == {"conversion_status": "pending_upload"}
    assert arrived.action is AuditAction.ASSET_UPLOADED
    assert told.before == {"conversion_status": "processing", "attempt": 1, "run": 1}
    assert told.after == {
        "conversion_status": "failed",
        "attempt": 1,
        "run": 1,
        "error_code": "media_damaged",
    }


def test_a_take_over_is_told_by_its_run_though_the_status_stays() -> None:
    working = claimed(queued(an_asset()))
    taken = claimed(working, START + timedelta(minutes=2))
    _, entry = next_entry(working, taken)
    assert entry.before == {"conversion_status": "processing", "attempt": 1, "run": 1}
    assert entry.after == {"conversion_status": "processing", "attempt": 1, "run": 2}


def test_progress_and_outputs_are_no_entries() -> None:
    world = World()
    asset = queued_in(world)
    world.transcoder.tick_takes = timedelta(seconds=5)
    convert(world)
    assert len(world.storage.chain(f"ASSET#{asset.asset_id}")) == 4


def test_nobody_s_chain_is_another_s() -> None:
    _, one = first_entry(an_asset(1))
    _, other = first_entry(an_asset(2))
    assert one.chain != other.chain
    assert one.hash != other.hash
    assert AssetId(one.chain.removeprefix("ASSET#")) == an_asset_id(1)


def test_every_completed_asset_has_a_chain_that_verifies() -> None:
    asset, entry = first_entry(an_asset())
    chain = [entry]
    for change in (queued, claimed, completed):
        asset, entry = next_entry(asset, change(asset))
        chain.append(entry)
    assert [entry.hash for entry in chain] == [entry_hash(entry) for entry in chain]
    assert [entry.previous_hash for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]
