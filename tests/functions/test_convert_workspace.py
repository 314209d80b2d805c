"""What a killed converter leaves behind, and who clears it away."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from functions.convert import workspace


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def folder(scratch: Path, name: str) -> Path:
    made = scratch / name
    made.mkdir()
    (made / "source").write_bytes(b"a clip")
    return made


def ended() -> int:
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def test_what_a_process_left_that_is_no_more_is_removed(scratch: Path) -> None:
    left = folder(scratch, f"{workspace.PREFIX}{ended()}-x")
    nobodys = folder(scratch, f"{workspace.PREFIX}x")

    workspace.forget_killed()

    assert not left.exists()
    assert not nobodys.exists()


def test_what_an_earlier_call_of_this_process_left_is_removed(scratch: Path) -> None:
    left = folder(scratch, f"{workspace.own_prefix()}x")

    workspace.forget_killed()

    assert not left.exists()


def test_what_others_work_with_is_left_alone(scratch: Path) -> None:
    others = folder(scratch, f"{workspace.PREFIX}{os.getppid()}-x")
    foreign = folder(scratch, "x")

    workspace.forget_killed()

    assert others.exists()
    assert foreign.exists()
