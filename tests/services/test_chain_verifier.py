"""Whoever edits, removes, inserts, moves or rewrites entries is found out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.chains import ChainHead
from mediadesk.domain.errors import ChainNotFound
from mediadesk.domain.history import HistoryEntry, sealed
from mediadesk.domain.trail import Chain, ChainKind, parse_chain
from tests.builders import GRACE, an_asset_id
from tests.services.test_audit_trail import created, given, registered
from tests.world import World

MINE = f"user:{GRACE}"
OF_PROFILE = f"profile:{GRACE}"
Tampering = Callable[[World], object]


@pytest.fixture
def world() -> World:
    """Grace held five assets one after the other, and each entry was archived."""
    world = World()
    created(world)
    registered(world)
    for number in range(1, 6):
        given(world, number)
        world.clock.advance(timedelta(hours=1))
    archive_all(world)
    return world


def archive_all(world: World) -> None:
    for name in (MINE, OF_PROFILE, f"asset:{an_asset_id()}"):
        for entry in world.trail.chain(parse_chain(name), 0, 100):
            world.archive.add(entry)


def first_bad(world: World, chain: str = MINE, from_sequence: int = 1) -> int | None:
    verdict = world.chain_verifier().verify(chain, from_sequence)
    assert verdict.verified is (verdict.first_bad_sequence is None)
    return verdict.first_bad_sequence


def put(world: World, place: int, entry: HistoryEntry) -> None:
    world.storage.history[GRACE, place] = entry


def at(world: World, place: int) -> HistoryEntry:
    return world.storage.history[GRACE, place]


def edit(world: World) -> None:
    put(world, 3, replace(at(world, 3), asset_id=an_asset_id(9)))


def _edit_with_hash(world: World) -> None:
    put(world, 2, sealed(replace(at(world, 2), note="forged")))


def delete(world: World) -> None:
    del world.storage.history[GRACE, 3]


def _delete_first(world: World) -> None:
    del world.storage.history[GRACE, 1]


def _truncate(world: World) -> None:
    del world.storage.history[GRACE, 5]


def swap(world: World) -> None:
    second, third = at(world, 2), at(world, 3)
    put(world, 2, third)
    put(world, 3, second)


def _append(world: World) -> None:
    last = at(world, 5)
    put(world, 6, sealed(replace(last, sequence=6, previous_hash=last.hash)))


def _append_well(world: World) -> None:
    last = at(world, 5)
    more = replace(last, sequence=6, previous_hash=last.hash, previous_asset_id=last.asset_id)
    put(world, 6, sealed(more))


def _insert(world: World) -> None:
    put(world, 4, sealed(replace(at(world, 4), note="inserted")))
    put(world, 6, at(world, 5))


def _move_head(world: World) -> None:
    head = world.storage.heads[GRACE]
    world.storage.heads[GRACE] = replace(head, sequence=4, hash=at(world, 4).hash)


def _change_head(world: World) -> None:
    head = world.storage.heads[GRACE]
    world.storage.heads[GRACE] = replace(head, asset_id=an_asset_id(9))


def _remove_head(world: World) -> None:
    del world.storage.heads[GRACE]


TAMPERINGS: list[tuple[Tampering, int]] = [
    (edit, 3),
    (_edit_with_hash, 3),
    (delete, 3),
    (_delete_first, 1),
    (_truncate, 5),
    (swap, 2),
    (_append, 6),
    (_append_well, 6),
    (_insert, 5),
    (_move_head, 5),
    (_change_head, 5),
    (_remove_head, 1),
]


def test_chains_that_nobody_touched_are_whole(world: World) -> None:
    for chain, entries in ((MINE, 5), (OF_PROFILE, 1), (f"asset:{an_asset_id()}", 1)):
        for against_archive in (False, True):
            verdict = world.chain_verifier().verify(chain, against_archive=against_archive)
            assert (verdict.verified, verdict.entries) == (True, entries)
            assert verdict.next_sequence is None


@pytest.mark.parametrize(("tamper", "place"), TAMPERINGS, ids=lambda x: getattr(x, "__name__", x))
def test_the_first_bad_entry_is_named(world: World, tamper: Tampering, place: int) -> None:
    tamper(world)

    assert first_bad(world) == place


def test_an_audit_entry_that_was_edited_is_found_and_so_is_its_head(world: World) -> None:
    [(key, entry)] = [(k, e) for k, e in world.storage.entries.items() if "PROFILE" in k[0]]
    world.storage.entries[key] = replace(entry, request_id="other")
    assert first_bad(world, OF_PROFILE) == 1

    world.storage.entries[key] = entry
    profile = world.storage.profiles[GRACE]
    world.storage.profiles[GRACE] = replace(profile, audit=ChainHead(2, "ab" * 32))
    assert first_bad(world, OF_PROFILE) == 2


def test_a_chain_that_was_rewritten_whole_differs_from_the_archive(world: World) -> None:
    entry = sealed(replace(at(world, 1), note="a better story"))
    put(world, 1, entry)
    for place in range(2, 6):
        entry = sealed(replace(at(world, place), previous_hash=entry.hash))
        put(world, place, entry)
    world.storage.heads[GRACE] = replace(world.storage.heads[GRACE], hash=entry.hash)

    assert first_bad(world) is None
    verdict = world.chain_verifier().verify(MINE, against_archive=True)
    assert verdict.first_bad_sequence == 1


def test_a_chain_that_was_cut_with_its_head_differs_from_the_archive(world: World) -> None:
    del world.storage.history[GRACE, 5]
    last, head = at(world, 4), world.storage.heads[GRACE]
    world.storage.heads[GRACE] = replace(head, sequence=4, hash=last.hash, asset_id=last.asset_id)

    assert first_bad(world) is None
    assert world.chain_verifier().verify(MINE, against_archive=True).first_bad_sequence == 5


def test_an_overwritten_entry_has_two_copies(world: World) -> None:
    forged = sealed(replace(at(world, 2), note="forged"))
    original = at(world, 2)
    put(world, 2, forged)
    archive_all(world)
    put(world, 2, original)

    assert world.chain_verifier().verify(MINE, against_archive=True).first_bad_sequence == 2


def test_only_a_young_entry_may_have_no_copy_yet(world: World) -> None:
    given(world, 7)
    verify = world.chain_verifier().verify
    assert verify(MINE, against_archive=True).verified

    world.clock.advance(timedelta(minutes=6))
    assert verify(MINE, against_archive=True).first_bad_sequence == 6


@pytest.mark.parametrize(
    "name",
    ["", "user:", "user:nobody", "grace", "USER:grace", "asset:grace", "bulk:blk_1", "user:a|b"],
)
def test_what_is_no_chain_is_not_found(world: World, name: str) -> None:
    with pytest.raises(ChainNotFound):
        world.chain_verifier().verify(name)


def test_a_chain_has_a_name_and_a_key() -> None:
    chain = parse_chain(f"asset:{an_asset_id()}")
    assert chain == Chain(ChainKind.ASSET, an_asset_id())
    assert (str(chain), chain.key) == (f"asset:{an_asset_id()}", f"ASSET#{an_asset_id()}")
