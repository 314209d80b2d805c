"""A preset that makes other files than before has a new version."""

from dataclasses import replace
from hashlib import sha256
from itertools import product

import pytest

from functions.convert.presets import VERSIONS, Recipe, recipes
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits

PINNED = {
    "thumbnail@1": "8a9b91b0d23832c2",
    "gif@1": "26a0571a65f35082",
    "webp@1": "0694da36b08c4377",
    "webm-compatible@1": "782d7c7d41345dd7",
    "webm-efficient@1": "76b0a0ac529b2887",
}
"""By preset and version, what its recipes for all of `SOURCES` come to; only ever added to."""

FILM = MediaInfo("mp4", 30.0, 1280, 720, 25.0, "h264", "aac", video_seconds=30.0)
SOURCES = (
    FILM,
    replace(FILM, audio_codec=None),
    replace(FILM, is_hdr=True),
    replace(FILM, width=2160, height=3841, frame_rate=240.0),
    replace(FILM, width=3, height=3, video_seconds=0.01, duration_seconds=0.01),
)


def all_recipes() -> dict[str, list[Recipe]]:
    """By preset and version."""
    found: dict[str, list[Recipe]] = {}
    for source, kind, preset in product(SOURCES, OutputKind, Preset):
        for recipe in recipes(kind, source, preset, MediaLimits()):
            found.setdefault(recipe.name, []).append(recipe)
    return found


def fingerprint(making: list[Recipe]) -> str:
    """What changes with anything that the outputs depend on."""
    told = [(one.reading, one.making, one.muxer, one.width, one.height) for one in making]
    return sha256(repr(told).encode()).hexdigest()[:16]


def test_every_preset_has_a_version_and_makes_something() -> None:
    assert set(all_recipes()) == {f"{name}@{version}" for name, version in VERSIONS.items()}


@pytest.mark.parametrize("name", [f"{name}@{version}" for name, version in VERSIONS.items()])
def test_a_version_stands_for_the_same_arguments_for_ever(name: str) -> None:
    seen = fingerprint(all_recipes()[name])
    assert PINNED.get(name) == seen, "raise its version in presets.py, and add the new one here"
