"""The tests of bulks themselves: whatever rule is broken on purpose, they find it out."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest

from mediadesk.domain.errors import MediadeskError
from tests.fake_bulks import FakeBulkStore
from tests.faults import Faults
from tests.services import mutant_bulks as broken
from tests.services import test_bulk_assign as assigns
from tests.services import test_bulk_faults as faults
from tests.services import test_bulk_overlaps as overlaps
from tests.services import test_bulk_reads as reads
from tests.services import test_bulk_repeats as repeats
from tests.services import test_bulk_seals as seals
from tests.services import test_bulk_undo as undos
from tests.services import test_bulk_undo_repeats as undo_repeats
from tests.services import test_bulk_windows as windows
from tests.services.bulk_lives import MakeWorld
from tests.services.test_bulk_contests import contest
from tests.world import World


def world_with(**kinds: Any) -> MakeWorld:  # noqa: ANN401 - the kinds of a world
    def make(plan: Faults) -> World:
        world = World(plan)
        world.bulks = store(plan, world.storage)
        for name, kind in kinds.items():
            setattr(world, f"kind_of_{name}", kind)
        return world

    store = kinds.pop("store", FakeBulkStore)
    # A call is known by the name of the fake.
    store.__name__ = FakeBulkStore.__name__
    return make


MUTANTS: Final[dict[str, MakeWorld]] = {
    "the record is not read after the heads": world_with(
        bulk=broken.preparing(broken.ReadsNoRecord)
    ),
    "what another holds is stored without a seal": world_with(
        bulk=broken.preparing(broken.SealsNothing)
    ),
    "another's window is not looked at": world_with(bulk=broken.preparing(broken.SeesNoWindow)),
    "who is refused has taken an undo": world_with(bulk=broken.preparing(broken.SealsAsItGoes)),
    "the lease does not count": world_with(bulk=broken.preparing(broken.WaitsForNobody)),
    "a pending intent is taken away": world_with(bulk=broken.preparing(broken.TakesPendingIntents)),
    "not everybody is claimed": world_with(bulk=broken.preparing(broken.ClaimsOnlyOnce)),
    "claims come in any order": world_with(beginner=broken.ClaimsInAnyOrder),
    "what is sealed is undone": world_with(decisions=broken.UndoesTheSealed),
    "it is stored before it is final": world_with(storing=broken.DrainsWhatMayBeUndone),
    "nobody looks a second time": world_with(storing=broken.LooksNoSecondTime),
    "many users are read once": world_with(standings=broken.ReadsOnce),
    "decisions are written blindly": world_with(store=broken.DecidesBlindly),
    "a renewed lease does not count": world_with(store=broken.AbortsTheRenewed),
    "heads are claimed that have changed": world_with(store=broken.ClaimsWhateverIsThere),
    "heads are claimed that others hold": world_with(store=broken.ClaimsOneByOne),
    "the head forgets the bulk": world_with(store=broken.ForgetsWhoChanged),
    "entries are not stored": world_with(store=broken.StoresHeadsOnly),
    "a head is stored over anything": world_with(store=broken.StoresOverAnything),
    "an undo keeps no answer": world_with(store=broken.KeepsNoAnswerOfAnUndo),
    "a bulk does not note what it sealed": world_with(store=broken.NotesNoSeals),
    "a renewal forgets what was sealed": world_with(store=broken.ForgetsWhatItSealed),
    "the operation row is missing": world_with(store=broken.KeepsNoAnswer),
}


def on_purpose(make_world: MakeWorld) -> Iterator[Callable[[], object]]:
    yield partial(assigns.test_everybody_has_it_from_one_moment_on, make_world)
    yield partial(repeats.test_a_repeat_is_shown_the_bulk_as_it_stands_by_then, make_world)
    yield partial(undos.test_what_a_change_sealed_names_that_change, make_world)
    yield partial(undos.test_an_early_message_leaves_the_undo_open, make_world)
    for end in undo_repeats.ENDS:
        again = undo_repeats.test_a_repeat_is_shown_the_bulk_as_it_stands_by_then
        yield partial(again, end, make_world)
    yield partial(undos.test_an_undo_while_it_prepares_aborts_it, make_world)
    for after in (timedelta(0), timedelta(seconds=30)):
        undo = undos.test_inside_the_window_everybody_has_again_what_they_had
        yield partial(undo, after, make_world)


def of_several(make_world: MakeWorld) -> Iterator[Callable[[], object]]:
    window = overlaps.test_the_open_window_of_another_admin_is_respected
    yield partial(window, timedelta(0), make_world)
    for reason in ("own", "overridden", "over"):
        seal = overlaps.test_otherwise_it_is_sealed_and_names_the_bulk_that_came_after_it
        yield partial(seal, reason, make_world)
    refused = windows.test_a_bulk_that_is_refused_for_one_window_takes_none_of_the_others
    yield partial(refused, (0, 1), make_world)
    yield partial(
        seals.test_every_bulk_that_it_sealed_is_named_also_where_it_is_aborted_later, make_world
    )
    yield partial(seals.test_a_renewal_right_after_a_seal_takes_nothing_from_the_record, make_world)
    yield partial(overlaps.test_whoever_is_silent_inside_the_lease_is_left_alone, make_world)
    yield partial(overlaps.test_whoever_comes_back_in_time_is_not_aborted, make_world)
    yield partial(overlaps.test_those_who_claim_from_either_end_do_not_wait_in_a_circle, make_world)
    for meanwhile in overlaps.MEANWHILE:
        sleep = overlaps.test_whoever_sleeps_while_it_is_decided_and_stored_wakes_up_too_late
        yield partial(sleep, meanwhile, make_world)
    yield partial(overlaps.test_whoever_stores_late_writes_over_nothing, make_world)


def trials(make_world: MakeWorld) -> Iterator[Callable[[], object]]:
    """What finds faults, the quickest first."""
    yield from on_purpose(make_world)
    yield from of_several(make_world)
    for name in reads.STORIES:
        yield partial(reads.require_whole_reads, make_world, name)
    for name in faults.STORIES:
        for fault in faults.FAULTS:
            yield partial(faults.single_faults, make_world, name, fault)
    for seed in range(80):
        yield partial(contest, make_world, seed)


def finder(make_world: MakeWorld) -> str | None:
    """What finds it out."""
    for trial in trials(make_world):
        try:
            trial()
        except (AssertionError, MediadeskError, pytest.fail.Exception):
            return str(trial)
    return None


@pytest.mark.parametrize("make_world", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_broken_rule_is_found_out(make_world: MakeWorld) -> None:
    assert finder(make_world) is not None
