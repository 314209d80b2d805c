"""Files from the desktop, let go over a page as a hand does it."""

import base64
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

INVITATION: Final = "Drop videos to upload them"
MAKE_TRANSFER: Final = """
([name, content]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: 'video/mp4' }));
    return transfer;
}
"""


def drop(page: Page, file: Path, name: str) -> None:
    """Drag a file over the page, under that name, and let go where the page invites to."""
    content = base64.b64encode(file.read_bytes()).decode()
    transfer = page.evaluate_handle(MAKE_TRANSFER, [name, content])
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    target = page.get_by_text(INVITATION)
    expect(target).to_be_visible()
    target.dispatch_event("drop", {"dataTransfer": transfer})
    transfer.dispose()
