"""`mediactl`, as somebody types it."""

import json
import subprocess
import sys
from pathlib import Path

from local.outputs import Outputs

MEDIACTL = Path(sys.executable).with_name("mediactl")


def test_an_upload_ends_with_the_addresses_of_what_was_made(stack_folder: Path, clip: Path) -> None:
    ended = _mediactl(stack_folder, "upload", str(clip), "--json")
    assert ended.returncode == 0, ended.stderr
    [item] = json.loads(ended.stdout)["items"]
    asset = item["asset"]
    assert asset["conversion_status"] == "completed"
    assert asset["webm_url"].startswith("http://127.0.0.1:")


def test_text_that_is_named_mp4_ends_with_its_code(stack_folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("no video\n" * 50)
    ended = _mediactl(stack_folder, "upload", str(text))
    assert ended.returncode == 1
    assert "media_unsupported_container" in ended.stdout + ended.stderr


def test_a_token_is_all_that_token_prints(stack: Outputs, stack_folder: Path) -> None:
    ended = _mediactl(stack_folder, "token", "--user", "vic")
    assert ended.returncode == 0, ended.stderr
    assert len(ended.stdout.split()) == 1
    assert ended.stdout.count(".") == 2


def _mediactl(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(MEDIACTL), *arguments, "--outputs", str(folder / "outputs.json")]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)  # noqa: S603
