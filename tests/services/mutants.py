"""Worlds in which one rule is broken, each under the name of what is wrong in it."""

from collections.abc import Callable
from typing import Any, Final

from tests.fake_media import FakeBlobs, FakeMultipartUploads
from tests.fake_pieces import FakePieceStore
from tests.fake_stores import FakeAssetStore
from tests.faults import Faults
from tests.services import mutant_arrivals, mutant_converters, mutant_pieces, mutant_stores
from tests.services.in_pieces import InPieces
from tests.world import World

MakeWorld = Callable[[Faults], World]


def of(base: type[World] = World, **kinds: type[Any]) -> MakeWorld:
    """Services of other kinds, by what they are called in a world: `kind_of_worker`, …"""

    def make(faults: Faults) -> World:
        world = base(faults)
        for name, kind in kinds.items():
            setattr(world, f"kind_of_{name}", kind)
        return world

    return make


def storing(kind: type[FakeAssetStore], base: type[World] = World) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = base(faults)
        world.assets = kind(faults, world.storage)
        return world

    return make


def keeping_pieces(kind: type[FakePieceStore]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = InPieces(faults)
        world.pieces = kind(faults, world.storage)
        return world

    return make


def filing(kind: type[FakeBlobs], base: type[World]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = base(faults)
        world.blobs = kind(faults)
        world.multipart = FakeMultipartUploads(faults, world.blobs)
        return world

    return make


def receiving_and_queueing_each() -> MakeWorld:
    return of(
        arrivals=mutant_arrivals.CountsEveryEvent, conversions=mutant_arrivals.QueuesEveryTime
    )


MUTANTS: Final[dict[str, MakeWorld]] = {
    "a save has no condition": storing(mutant_stores.SavesOverAnything),
    "a take-over ignores that the lease was renewed": storing(mutant_stores.OverlooksRenewals),
    "a renewal has no fence": storing(mutant_stores.RenewsForAnybody),
    "the asset is saved before its entry": storing(mutant_stores.TellsOfItLater),
    "the entry is saved before its asset": storing(mutant_stores.TellsOfItBefore),
    "the job row is written later": storing(mutant_stores.NotesTheJobLater),
    "the operation row is not written": storing(mutant_stores.KeepsNoAnswer),
    "an asset is created whatever was answered before": storing(mutant_stores.CreatesOverAnAnswer),
    "an event counts twice": receiving_and_queueing_each(),
    "the job is marked before its message is sent": of(
        conversions=mutant_arrivals.MarksBeforeSending
    ),
    "what arrived is decided on once only": of(conversions=mutant_arrivals.DecidesOnArrivalOnce),
    "a lost claim counts as won": of(worker=mutant_converters.SwallowsConflicts),
    "a change is not decided anew after a conflict": of(worker=mutant_converters.DecidesOnce),
    "what was left behind is not resent": of(sweep=mutant_converters.NeverResends),
    "a claim ignores the lease": of(worker=mutant_converters.IgnoresLeases),
    "a job is never given up": of(worker=mutant_converters.NeverGivesUp),
    "the last run is given up while it works": of(worker=mutant_converters.GivesUpTheLiving),
    "an output is shown before it is uploaded": of(worker=mutant_converters.ShowsBeforeUploading),
    "a second run completes without all outputs": of(
        worker=mutant_converters.MakesLess, conversions=mutant_converters.CompletesEarly
    ),
    "an output is shown for any run": of(worker=mutant_converters.ShowsForAnybody),
    "progress is written as it comes": of(worker=mutant_converters.ShowsAnyProgress),
    "progress falls back when a job is given up": of(worker=mutant_converters.ForgetsProgress),
    "a retry keeps the number of its attempt": storing(mutant_pieces.KeepsTheAttempt, InPieces),
    "the version that was accepted is ignored": filing(mutant_pieces.TakesThePresentVersion, World),
}
IN_PIECES: Final[dict[str, MakeWorld]] = {
    "a claim ignores the lease of a piece": keeping_pieces(mutant_pieces.IgnoresPieceLeases),
    "a claim of a piece has no condition": keeping_pieces(mutant_pieces.ClaimsWithoutCondition),
    "a piece is counted off twice": keeping_pieces(mutant_pieces.FinishesForAnybody),
    "a join is carried out before all pieces are done": of(
        InPieces, fan_out=mutant_pieces.SendsAllAtOnce, piece_worker=mutant_pieces.JoinsEarly
    ),
    "a run of a piece writes over another": filing(mutant_pieces.WritesToOnePlace, InPieces),
    "a message that comes again cuts once more": of(
        InPieces, worker=mutant_pieces.CutsAgain, fan_out=mutant_pieces.ForgetsWhatItLeft
    ),
    "pieces whose messages were lost are left alone": of(
        InPieces, fan_out=mutant_pieces.NeverHandsOverAgain
    ),
    "nobody sends the join": of(InPieces, fan_out=mutant_pieces.ForgetsTheJoin),
}
