"""What a killed converter leaves behind, and who clears it away."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from functions.convert import workspace


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_call_that_must_have_ended_is_removed(scratch: Path) -> None:
    old, new, foreign = (
        scratch / name for name in (f"{workspace.PREFIX}1", f"{workspace.PREFIX}2", "x")
    )
    for folder in (old, new, foreign):
        folder.mkdir()
        (folder / "source").write_bytes(b"a clip")
    an_hour_ago = time.time() - 3600
    for folder in (old, foreign):
        os.utime(folder, (an_hour_ago, an_hour_ago))

    workspace.forget_killed()

    assert not old.exists()
    assert new.exists()
    assert foreign.exists()
