"""Videos that take long for their length: shorter pieces, or none, or not made at all."""

from typing import Any

import pytest

from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from tests.services.stories import convert, error_of, queued, stored
from tests.world import World

OVER_S = World.fan_out_over_s
WITHIN_S = 900


def a_video(seconds: float, **changed: Any) -> MediaInfo:  # noqa: ANN401 - any field of it
    """One of which a second takes a second."""
    known: dict[str, Any] = {
        "container": "mp4",
        "width": 1000,
        "height": 1000,
        "frame_rate": 50.0,
        "video_codec": "h264",
        "audio_codec": None,
    }
    return MediaInfo(**{**known, **changed}, duration_seconds=seconds, video_seconds=seconds)


def world_of(media: MediaInfo, pictures: int) -> World:
    world = World()
    world.transcoder.media = media
    world.piece_maker.pictures = pictures
    return world


@pytest.mark.parametrize("pictures", [0, 1])
def test_a_hopeless_video_is_refused_before_its_webm_is_begun(pictures: int) -> None:
    world = world_of(a_video(2 * WITHIN_S + 1), pictures)
    asset = queued(world)
    convert(world)
    failed = stored(world, asset)
    error = failed.current_conversion.error
    assert (failed.status, error_of(failed)) == ("failed", "media_takes_too_long")
    assert error is not None
    assert not error.retryable
    assert [output.kind for output in failed.outputs] == list(OutputKind)[:-1]
    assert world.transcoder.made == list(OutputKind)[:-1]
    assert str(world.meter.told[-1][-1]).startswith("it can't be cut")


@pytest.mark.parametrize("seconds", [OVER_S, OVER_S + 1, 2 * WITHIN_S])
def test_a_video_that_can_be_made_in_time_is_made_whole_where_it_cannot_be_cut(
    seconds: float,
) -> None:
    world = world_of(a_video(seconds), pictures=1)
    asset = queued(world)
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert world.transcoder.made == list(OutputKind)


def test_a_hopeless_video_that_can_be_cut_is_left_to_many() -> None:
    world = world_of(a_video(10 * WITHIN_S), pictures=3)
    asset = queued(world)
    convert(world)
    left = stored(world, asset)
    assert left.status is ConversionStatus.PROCESSING
    assert left.current_conversion.fan_out is not None


def test_the_slower_preset_counts() -> None:
    world = world_of(a_video(2 * WITHIN_S), pictures=1)
    asset = queued(world, preset=Preset.EFFICIENT)
    convert(world)
    assert error_of(stored(world, asset)) == "media_takes_too_long"


@pytest.mark.parametrize(
    ("width", "height", "frame_rate", "expected_s"),
    [
        (1000, 1000, 50.0, 45.0),
        (2000, 1000, 50.0, 45.0),
        (8000, 4500, 50.0, OVER_S / 36),
        (8000, 5000, 60.0, OVER_S / 48),
        (8000, 5000, 240.0, OVER_S / 48),
    ],
)
def test_pieces_of_heavy_pictures_are_shorter_so_that_each_is_made_within_a_call(
    width: int, height: int, frame_rate: float, expected_s: float
) -> None:
    media = a_video(3600, width=width, height=height, frame_rate=frame_rate)
    world = world_of(media, pictures=3)
    queued(world)
    convert(world)
    assert world.piece_maker.lengths_s == [pytest.approx(expected_s)]
