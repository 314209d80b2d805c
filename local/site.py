"""How the static documents get into the site's bucket."""

import mimetypes
from pathlib import Path
from typing import Final

from local.account import Account

FOLDER: Final = "docs"
TYPES: Final = {".js": "text/javascript", ".json": "application/json", ".md": "text/markdown"}


def publish(account: Account, bucket: str, pages: Path) -> None:
    """Put every file below `pages` at `docs/…`, to be asked for anew each time."""
    for page in sorted(p for p in pages.rglob("*") if p.is_file()):
        account.s3.put_object(
            Bucket=bucket,
            Key=f"{FOLDER}/{page.relative_to(pages).as_posix()}",
            Body=page.read_bytes(),
            ContentType=_content_type(page),
            CacheControl="no-cache",
        )


def _content_type(page: Path) -> str:
    known = TYPES.get(page.suffix) or mimetypes.guess_type(page.name)[0]
    name = known or "application/octet-stream"
    return f"{name}; charset=utf-8" if name.startswith("text/") else name
