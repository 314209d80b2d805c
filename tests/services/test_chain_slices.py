"""Chains that are long, that move while they are read, or that a bulk is about to be stored in."""

from dataclasses import replace

import pytest

from mediadesk.domain.chains import ChainHead
from mediadesk.domain.history import sealed
from mediadesk.domain.settling import settle
from mediadesk.services import chain_verifier
from tests.builders import GRACE
from tests.services.test_audit_trail import given, held_by_a_bulk
from tests.services.test_chain_verifier import MINE, delete, edit, first_bad, put, swap, world
from tests.world import World

__all__ = ["world"]


def test_entries_of_a_bulk_may_stand_beyond_the_head_while_they_are_being_stored(
    world: World,
) -> None:
    held_by_a_bulk(world)
    assert first_bad(world) is None

    [record] = world.storage.bulks.values()
    [entry] = settle(world.storage.heads[GRACE], record).entries
    put(world, 6, entry)
    assert first_bad(world) is None

    put(world, 6, sealed(replace(entry, note="forged")))
    assert first_bad(world) == 6


def test_a_bulk_s_chain_is_checked_by_its_record(world: World) -> None:
    held_by_a_bulk(world)
    [record] = world.storage.bulks.values()
    chain = f"bulk:{record.bulk_id}"
    assert first_bad(world, chain) is None

    world.storage.bulks[record.bulk_id] = replace(record, audit=ChainHead(1, "ab" * 32))
    assert first_bad(world, chain) == 1


def test_a_long_chain_is_checked_in_slices(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_verifier, "SLICE", 2)
    swap(world)
    verify = world.chain_verifier().verify
    assert verify(MINE).first_bad_sequence == 2
    swap(world)

    places, place = [], 1
    while True:
        verdict = verify(MINE, place)
        assert verdict.verified
        places.append((place, verdict.entries))
        if verdict.next_sequence is None:
            break
        place = verdict.next_sequence
    assert places == [(1, 2), (3, 2), (5, 1)]

    edit(world)
    assert verify(MINE, 1).verified
    assert verify(MINE, 3).first_bad_sequence == 3
    delete(world)
    assert verify(MINE, 4).first_bad_sequence == 3


def test_a_chain_that_moves_on_while_it_is_read_is_no_fault(world: World) -> None:
    world.faults.clear()
    world.faults.at(1, "after", lambda: given(world, 8))

    assert first_bad(world) is None
