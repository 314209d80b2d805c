"""Entries that are older than the archive get the copies that a check against it asks for."""

from datetime import timedelta
from threading import Event
from typing import Final

import pytest

from mediadesk import tables
from mediadesk.aws.assignment_records import history_row
from mediadesk.aws.records import audit_row
from mediadesk.aws.trail_records import Item
from mediadesk.domain.chains import digest
from mediadesk.domain.ids import UserId
from mediadesk.domain.trail import Recorded, parse_chain
from mediadesk.ports import Archive, AssetStore, AssignmentStore, UserStore
from mediadesk.services.chain_verifier import ChainVerifier
from mediadesk.services.standings import Standings
from migrations.log_entries import ArchiveLogEntries
from migrations.runner import Runner
from migrations.telling import Teller
from tests.builders import (
    GRACE,
    a_change,
    an_answer,
    an_asset,
    an_asset_id,
    first_entry,
    next_entry,
    queued,
    registration,
)
from tests.faults import Crash
from tests.migrations.desk import Desk
from tests.migrations.fake_store import FakeMigrationStore
from tests.world import World

ASSET: Final = f"asset:{an_asset_id()}"
CHAINS: Final = ("user:grace", "profile:grace", ASSET)
ENTRIES: Final = 8
HOUR: Final = timedelta(hours=1)


def write_entries(users: UserStore, assets: AssetStore, heads: AssignmentStore) -> None:
    """Three chains: of a history, of a directory entry, and of an asset."""
    users.save(registration())
    asset, entry = first_entry(an_asset())
    assets.create(asset, entry, an_answer("asset"))
    assets.save(asset, *next_entry(asset, queued(asset)))
    for number in range(1, 6):
        heads.save(a_change(heads.head(UserId(GRACE)), number), an_answer(f"a-{number}"))


class Office:
    """A world whose entries have no copies yet, an hour later."""

    def __init__(self) -> None:
        self.world = World()
        write_entries(self.world.profiles, self.world.assets, self.world.heads)
        self.world.clock.advance(HOUR)
        self.world.faults.clear()
        self.lines: list[str] = []
        self.store = FakeMigrationStore(self.world.faults, self._items())

    def runner(self, owner: str = "run-1") -> Runner:
        return Runner(
            store=self.store,
            clock=self.world.clock,
            owner=owner,
            stop=Event(),
            teller=Teller(self.lines.append, self.world.clock),
        )

    def migration(self) -> ArchiveLogEntries:
        return ArchiveLogEntries(self.world.archive)

    def verified(self) -> list[bool]:
        verifier = self.world.chain_verifier()
        return [verifier.verify(chain, against_archive=True).verified for chain in CHAINS]

    def _items(self) -> dict[str, list[Item]]:
        storage = self.world.storage
        return {
            tables.AUDIT.name: [audit_row(e).serialize() for e in storage.entries.values()],
            tables.HISTORY.name: [history_row(e).serialize() for e in storage.history.values()],
        }


def test_chains_hold_against_the_archive_afterwards() -> None:
    office = Office()
    assert office.verified() == [False] * 3

    parts = office.runner().run(office.migration())

    assert office.verified() == [True] * 3
    assert [(part.looked_at, part.changed) for part in parts] == [(3, 3), (5, 5)]


def test_a_copy_is_the_one_that_a_new_entry_gets() -> None:
    office = Office()
    office.runner().run(office.migration())
    chains = (office.world.trail.chain(parse_chain(chain), 0, 99) for chain in CHAINS)
    stored = [entry for chain in chains for entry in chain]
    copies = office.world.archive.kept.values()
    assert sorted(copies, key=lambda e: e.position) == sorted(stored, key=lambda e: e.position)
    assert len(stored) == ENTRIES


def test_a_dry_run_copies_nothing_and_counts_what_has_no_copy() -> None:
    office = Office()
    parts = office.runner().rehearse(office.migration())
    assert [part.changed for part in parts] == [3, 5]
    assert not office.world.archive.kept
    assert not office.store.kept


def test_what_has_its_copy_is_left_alone() -> None:
    office = Office()
    office.runner().run(office.migration())
    before = dict(office.world.archive.kept)
    office.world.faults.clear()

    parts = office.runner("run-2").run(office.migration(), is_again=True)

    assert [(part.looked_at, part.changed) for part in parts] == [(3, 0), (5, 0)]
    assert office.world.archive.kept == before
    assert "FakeArchive.add" not in office.world.faults.calls


def test_an_entry_that_is_not_what_the_archive_has_of_it_is_told_and_not_copied() -> None:
    office = Office()
    was = Recorded("user:grace", 3, {}, "f" * 64)
    office.world.archive.add(was)

    office.runner().run(office.migration())

    kept = office.world.archive.kept
    assert [key for key in kept if key[:2] == ("user:grace", 3)] == [("user:grace", 3, was.hash)]
    assert "look into this: user:grace 3 is not what the archive has of it" in office.lines
    assert office.verified() == [False, True, True]


def test_what_is_no_entry_is_told_and_not_copied() -> None:
    office = Office()
    junk: Item = {"pk": {"S": "NOTHING"}, "sk": {"S": "x"}, "hash": {"N": "7"}}
    items: dict[str, list[Item]] = {tables.AUDIT.name: [junk], tables.HISTORY.name: []}
    office.store = FakeMigrationStore(office.world.faults, items)
    office.runner().run(office.migration())
    assert not office.world.archive.kept
    assert "look into this: audit_log has items of 'nothing:', which is no chain" in office.lines


def test_a_run_that_is_killed_at_any_call_is_finished_by_the_next_one() -> None:
    office = Office()
    office.runner().run(office.migration())
    whole, calls = set(office.world.archive.kept), len(office.world.faults.calls)
    for number in range(1, calls + 1):
        for moment in ("before", "after"):
            office = Office()
            office.world.faults.fail(number, moment, Crash())
            with pytest.raises(Crash):
                office.runner("killed").run(office.migration())
            office.world.faults.clear()
            office.world.clock.advance(HOUR)

            parts = office.runner("next").run(office.migration())

            assert set(office.world.archive.kept) == whole
            assert [part.looked_at for part in parts] == [3, 5]
            assert office.verified() == [True] * 3


def of_the_first_days(entry: Recorded) -> Item:
    """An entry as the first release sealed it: its chain had the name of its key."""
    told = dict(entry.document) | {"chain": entry.chain.replace("asset:", "ASSET#")}
    texts = {name: {"S": value} for name, value in told.items() if isinstance(value, str)}
    return {
        **texts,
        "pk": texts["chain"],
        "sk": {"S": f"{entry.sequence:010d}"},
        "sequence": {"N": str(entry.sequence)},
        "schema_version": {"N": "1"},
        "after": {"M": {"conversion_status": {"S": "pending_upload"}}},
        "hash": {"S": digest(told | {"after": {"conversion_status": "pending_upload"}})},
    }


def verifier(desk: Desk, archive: Archive) -> ChainVerifier:
    stores = desk.others
    clock = lambda: desk.clock() + HOUR  # noqa: E731 - short
    standings = Standings(assignments=stores.heads, bulks=stores.bulks, clock=clock)
    return ChainVerifier(
        trail=stores.trail,
        archive=archive,
        assets=stores.assets,
        users=stores.users,
        bulks=stores.bulks,
        standings=standings,
        clock=clock,
    )


def test_stored_chains_hold_against_the_bucket_afterwards(desk: Desk) -> None:
    write_entries(desk.others.users, desk.others.assets, desk.others.heads)
    check = verifier(desk, desk.archive())
    verdicts = [check.verify(chain, against_archive=True) for chain in CHAINS]
    assert [verdict.first_bad_sequence for verdict in verdicts] == [1, 1, 1]

    would = desk.runner().rehearse(desk.archiving())
    parts = desk.runner().run(desk.archiving())

    assert [part.changed for part in would] == [part.changed for part in parts] == [3, 5]
    verdicts = [check.verify(chain, against_archive=True) for chain in CHAINS]
    assert all(verdict.verified for verdict in verdicts)
    assert sum(verdict.entries for verdict in verdicts) == ENTRIES
    again = desk.runner().run(desk.archiving(), is_again=True)
    assert [part.changed for part in again] == [0, 0]


def test_entries_of_the_first_release_are_archived_as_they_were_sealed(moto_desk: Desk) -> None:
    asset, entry = first_entry(an_asset())
    moto_desk.others.assets.create(asset, entry, an_answer("asset"))
    [told] = moto_desk.others.trail.chain(parse_chain(ASSET), 0, 9)
    old = of_the_first_days(told)
    moto_desk.put(tables.AUDIT, old)

    moto_desk.runner().run(moto_desk.archiving())

    assert moto_desk.archive().copies(parse_chain(ASSET), 1, None) == [(1, old["hash"]["S"])]
