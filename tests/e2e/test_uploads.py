"""A large file by the console: in parts, cut off, paused, taken up again after a reload."""

import shutil
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Request, expect

from mediadesk.domain.media import FORM_BYTES, PART_BYTES
from tests.e2e.console import Console

LARGE: Final = FORM_BYTES + 5_000_000
PARTS: Final = -(-LARGE // PART_BYTES)
LOADED_WITHIN_MS: Final = 20_000
SENT_WITHIN_MS: Final = 60_000
CONVERTED_WITHIN_MS: Final = 120_000
BOX_HEAD: Final = 8


@pytest.fixture(scope="module")
def large_clip(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short clip with a box of nothing behind it, larger than a form may be."""
    path = tmp_path_factory.mktemp("large") / "large.mp4"
    shutil.copy(clip, path)
    with path.open("r+b") as file:
        file.seek(0, 2)
        nothing = LARGE - file.tell()
        file.write(nothing.to_bytes(BOX_HEAD - 4, "big") + b"free")
        file.truncate(LARGE)
    return path


@pytest.mark.parametrize("scheme", ["dark"], indirect=True)
def test_a_large_file_outlives_a_lost_connection_and_a_reload(
    ada: Console, large_clip: Path
) -> None:
    sent = parts_sent(ada)
    tray = ada.page.get_by_role("region", name="Uploads")
    # One part at least is there to be kept.
    with ada.page.expect_event("requestfinished", is_part, timeout=SENT_WITHIN_MS):
        ada.page.get_by_label("Videos to upload").first.set_input_files(large_clip)
    with ada.offline():
        expect(tray).to_contain_text("The connection broke off", timeout=LOADED_WITHIN_MS)
        station(ada, "offline")
    # It goes on by itself.
    tray.get_by_role("button", name="Pause: large.mp4").click()
    expect(tray).to_contain_text("Paused at")
    station(ada, "paused")
    ada.page.reload()
    sent.clear()
    kept = "Choose the file again to resume"
    expect(tray).to_contain_text(kept, timeout=LOADED_WITHIN_MS)
    station(ada, "reloaded")
    tray.get_by_label("The file large.mp4 once more").set_input_files(large_clip)
    expect(tray).to_contain_text("1 file uploaded", timeout=SENT_WITHIN_MS)
    assert 0 < len(sent) < PARTS, "Parts were sent again that storage had, or none was."
    station(ada, "uploaded")
    tile = ada.page.get_by_role("list", name="Assets", exact=True).get_by_role("listitem").first
    expect(tile).to_contain_text("large.mp4")
    expect(tile.get_by_text("Completed")).to_be_visible(timeout=CONVERTED_WITHIN_MS)


def is_part(request: Request) -> bool:
    return request.method == "PUT" and "partNumber=" in request.url


def parts_sent(console: Console) -> list[str]:
    """The addresses of the parts that the page begins to send, as it does."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if is_part(request):
            sent.append(request.url)

    console.page.on("request", note)
    return sent


def station(console: Console, name: str) -> None:
    console.assert_accessible()
    console.screenshot(name)
