"""How static pages get into the site's bucket."""

import mimetypes
from pathlib import Path
from typing import Final

from local.account import Account

TYPES: Final = {".js": "text/javascript", ".json": "application/json", ".md": "text/markdown"}


def publish(account: Account, bucket: str, folder: str, pages: Path) -> None:
    """Put every file below `pages` at `<folder>/…`, and take away what else is there.

    The pages come last, so that none is served before what it needs.
    """
    files = sorted((p for p in pages.rglob("*") if p.is_file()), key=lambda p: p.suffix == ".html")
    keys = {f"{folder}/{page.relative_to(pages).as_posix()}": page for page in files}
    for key, page in keys.items():
        account.s3.put_object(
            Bucket=bucket,
            Key=key,
            Body=page.read_bytes(),
            ContentType=_content_type(page),
            # Asked for anew each time.
            CacheControl="no-cache",
        )
    listed = account.s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=f"{folder}/"
    )
    for old in [o["Key"] for part in listed for o in part.get("Contents", ())]:
        if old not in keys:
            account.s3.delete_object(Bucket=bucket, Key=old)


def _content_type(page: Path) -> str:
    known = TYPES.get(page.suffix) or mimetypes.guess_type(page.name)[0]
    name = known or "application/octet-stream"
    return f"{name}; charset=utf-8" if name.startswith("text/") else name
