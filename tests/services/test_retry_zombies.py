"""What a converter of an attempt that failed may do to the next one: nothing."""

import pytest

from tests.services import mutant_converters, mutant_pieces
from tests.services.in_pieces import InPieces
from tests.services.mutants import of
from tests.services.retry_zombies import SCENES, require_harmless
from tests.world import World


@pytest.mark.parametrize("name", SCENES)
def test_a_converter_of_an_earlier_attempt_changes_nothing(name: str) -> None:
    begin, in_pieces = SCENES[name]
    require_harmless(begin(InPieces if in_pieces else World))


@pytest.mark.parametrize("name", SCENES)
def test_a_fence_of_the_run_alone_is_found_out(name: str) -> None:
    begin, in_pieces = SCENES[name]
    broken = of(
        InPieces if in_pieces else World,
        worker=mutant_converters.FencesByTheRunAlone,
        piece_worker=mutant_pieces.FencesByTheRunAlone,
        conversions=mutant_converters.ConcludesByTheRunAlone,
    )
    scene = begin(broken)
    with pytest.raises(AssertionError):
        require_harmless(scene)
    for worker in (scene.zombie, scene.new):
        if worker is not None:
            worker.kill()
