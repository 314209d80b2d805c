"""Converters that are killed, at each call of AWS and at any time: what is left in the end."""

import random
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Final

import imageio_ffmpeg
import pytest

from mediadesk.domain.conversions import MAX_RUNS, ConversionStatus
from mediadesk.domain.ids import AssetId
from tests.aws.doomed import DIED
from tests.aws.killing import Killing, killing
from tests.media.clips import H264, Studio

ROUNDS: Final = 60
"""More deliveries than any story here needs."""

Death = dict[str, float]
"""How a delivery is to die; empty when it is to live."""

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("on_emulator")]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds with a key frame in each."""
    studio = Studio(Path(imageio_ffmpeg.get_ffmpeg_exe()), tmp_path_factory.mktemp("clips"))
    making = (*H264, "-g", "10", "-c:a", "aac")
    return studio.clip("clip.mp4", *making, video="testsrc2=s=64x48:r=10:d=2", with_sound=True)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Killing]:
    """Converters that make every output by themselves."""
    with killing(tmp_path / "whole", "killed-whole") as place:
        yield place


@pytest.fixture
def pieces(tmp_path: Path) -> Iterator[Killing]:
    """Converters that leave every WEBM to many."""
    with killing(tmp_path / "pieces", "killed-pieces", fan_out_over_s=0, piece_s=1) as place:
        yield place


def story(place: Killing, asset_id: AssetId, deaths: Iterator[Death]) -> list[str]:
    """Deliver every message until it was handled; what became of each delivery."""
    outcomes: list[str] = []
    waiting = place.waiting()
    while waiting:
        body = waiting.pop(0)
        outcomes.append(place.handle(body, **next(deaths, {})))
        if outcomes[-1] != "done":
            place.until_free(asset_id)
            waiting.insert(0, body)
        place.require_sound(asset_id)
        waiting += place.waiting()
        assert len(outcomes) < ROUNDS, outcomes
    return outcomes


def require_an_end(place: Killing, asset_id: AssetId, *, of: set[ConversionStatus]) -> None:
    """Completed with all outputs, or failed with a reason."""
    asset = place.require_sound(asset_id)
    assert asset.status in of
    if asset.status is ConversionStatus.COMPLETED:
        assert not asset.missing_outputs
    else:
        assert asset.current_conversion.error is not None


def kill_at_each_call(place: Killing, clip: Path, deliveries: Iterable[int], step: int) -> int:
    """Let each of these deliveries die at every `step`th call; how many died."""
    died, number = 0, count(1)
    for delivery in deliveries:
        for call in count(delivery % step, step):
            asset_id = place.queued(next(number), clip)
            outcomes = story(place, asset_id, iter([*[{}] * delivery, {"die_at": call}]))
            require_an_end(place, asset_id, of={ConversionStatus.COMPLETED})
            assert len(outcomes) > delivery
            if DIED not in outcomes:
                break
            died += 1
    return died


def kill_at_any_time(place: Killing, clip: Path, seed: int, stories: int) -> None:
    """Let every other delivery die at some moment of the time that it takes."""
    chance = random.Random(seed)  # noqa: S311 - replayed by its seed
    for number in range(1, stories + 1):
        asset_id = place.queued(number, clip)
        deaths = ({"die_after_s": chance.uniform(0, 1.5)} for _ in range(3 * MAX_RUNS))
        mixed = (death if chance.random() < 0.5 else {} for death in deaths)
        story(place, asset_id, mixed)
        ends = {ConversionStatus.COMPLETED, ConversionStatus.FAILED}
        require_an_end(place, asset_id, of=ends)


def test_a_converter_killed_at_any_call_is_replaced(whole: Killing, clip: Path) -> None:
    assert kill_at_each_call(whole, clip, deliveries=[0], step=11) > 3


def test_a_converter_of_pieces_killed_at_any_call_is_replaced(pieces: Killing, clip: Path) -> None:
    assert kill_at_each_call(pieces, clip, deliveries=[0, 2, 4], step=29) > 3


@pytest.mark.parametrize("seed", [1])
def test_converters_killed_at_any_time_are_replaced(
    whole: Killing, pieces: Killing, clip: Path, seed: int
) -> None:
    kill_at_any_time(whole, clip, seed, stories=2)
    kill_at_any_time(pieces, clip, seed, stories=2)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_converter_killed_at_every_single_call_is_replaced(whole: Killing, clip: Path) -> None:
    assert kill_at_each_call(whole, clip, deliveries=[0], step=1) > 30


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_converter_of_pieces_killed_at_every_single_call_is_replaced(
    pieces: Killing, clip: Path
) -> None:
    assert kill_at_each_call(pieces, clip, deliveries=range(5), step=1) > 60


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(2, 12))
def test_converters_killed_at_many_times_are_replaced(
    whole: Killing, pieces: Killing, clip: Path, seed: int
) -> None:
    kill_at_any_time(whole, clip, seed, stories=8)
    kill_at_any_time(pieces, clip, seed, stories=8)
