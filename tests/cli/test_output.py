"""What becomes of output that nobody can take."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MEDIACTL = Path(sys.executable).with_name("mediactl")
FULL = Path("/dev/full")
WORDS = [("--help",), ("token", "--token", "t"), ("token", "--token", "t", "--json")]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_device_that_is_full_ends_it_in_words(words: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        ended = subprocess.run(  # noqa: S603 - our own script
            [MEDIACTL, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: The output can't be written: No space left on device")
    assert "Traceback" not in ended.stderr


def test_also_the_words_about_it_may_find_no_room() -> None:
    with FULL.open("w") as full:
        ended = subprocess.run(  # noqa: S603 - our own script
            [MEDIACTL, "token", "--token", "t"], stdout=full, stderr=full, check=False
        )
    assert ended.returncode == 1


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(  # noqa: S603 - our own script
        [MEDIACTL, "token", "--token", "t"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert ended.stderr == ""
