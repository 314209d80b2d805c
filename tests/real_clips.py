"""Real clips for tests, where somebody has some: never part of the project."""

import os
from pathlib import Path
from typing import Final

SETTING: Final = "MEDIADESK_TEST_MEDIA"
BESIDE_THE_PROJECT: Final = Path(__file__).resolve().parents[2] / "shared" / "media"


def real_clips() -> list[Path]:
    """The clips of the folder that the setting names, the smallest first; perhaps none."""
    folder = Path(os.environ.get(SETTING, BESIDE_THE_PROJECT))
    return sorted(folder.glob("*.mp4"), key=lambda path: path.stat().st_size)
