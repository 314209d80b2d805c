"""Worlds in which one rule is broken, each under the name of what is wrong in it."""

from collections.abc import Callable
from typing import Final

from mediadesk.services.arrivals import ArrivalService
from mediadesk.services.media_converter import MediaConverterService
from tests.fake_stores import FakeAssetStore
from tests.faults import Faults
from tests.services import mutant_arrivals, mutant_converters, mutant_stores
from tests.world import World

MakeWorld = Callable[[Faults], World]


def storing(kind: type[FakeAssetStore]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.assets = kind(faults, world.storage)
        return world

    return make


def receiving(kind: type[ArrivalService]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.kind_of_arrivals = kind
        return world

    return make


def converting(kind: type[MediaConverterService]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.kind_of_converter = kind
        return world

    return make


MUTANTS: Final[dict[str, MakeWorld]] = {
    "a save has no condition": storing(mutant_stores.SavesOverAnything),
    "a take-over ignores that the lease was renewed": storing(mutant_stores.OverlooksRenewals),
    "a renewal has no fence": storing(mutant_stores.RenewsForAnybody),
    "the asset is saved before its entry": storing(mutant_stores.TellsOfItLater),
    "the entry is saved before its asset": storing(mutant_stores.TellsOfItBefore),
    "the job row is written later": storing(mutant_stores.NotesTheJobLater),
    "the operation row is not written": storing(mutant_stores.KeepsNoAnswer),
    "an asset is created whatever was answered before": storing(mutant_stores.CreatesOverAnAnswer),
    "an event counts twice": receiving(mutant_arrivals.CountsEveryEvent),
    "the job is marked before its message is sent": receiving(mutant_arrivals.MarksBeforeSending),
    "what arrived is decided on once only": receiving(mutant_arrivals.DecidesOnArrivalOnce),
    "a lost claim counts as won": converting(mutant_converters.SwallowsConflicts),
    "a change is not decided anew after a conflict": converting(mutant_converters.DecidesOnce),
    "what was left behind is not resent": converting(mutant_converters.NeverResends),
    "a claim ignores the lease": converting(mutant_converters.IgnoresLeases),
    "a job is never given up": converting(mutant_converters.NeverGivesUp),
    "the last run is given up while it works": converting(mutant_converters.GivesUpTheLiving),
    "an output is shown before it is uploaded": converting(mutant_converters.ShowsBeforeUploading),
    "a second run completes without all outputs": converting(mutant_converters.CompletesEarly),
    "an outcome is recorded for any run": converting(mutant_converters.ConcludesForAnybody),
    "progress is written as it comes": converting(mutant_converters.ShowsAnyProgress),
    "progress falls back when a job is given up": converting(mutant_converters.ForgetsProgress),
}
