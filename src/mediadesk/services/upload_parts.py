"""How an upload in parts becomes one file."""

from collections.abc import Sequence
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import UploadIncomplete
from mediadesk.domain.uploads import SentPart, differing_parts, missing_parts, part_sizes
from mediadesk.ports import MultipartUploads

NAMED_AT_MOST: Final = 20
"""So many parts are named in an error; the state of the upload lists all."""


def join_parts(multipart: MultipartUploads, asset: Asset, sent: Sequence[SentPart] | None) -> bool:
    """Have storage make one object of the parts; False when it knows of no such upload any more.

    UploadIncomplete while parts are missing, or differ from what their sender believes.
    """
    received = multipart.received(asset)
    if received is None:
        return False
    missing = [number for number, _ in missing_parts(asset, received)]
    differing = differing_parts(sent, received)
    if missing or differing:
        told = _named("missing", missing), _named("not as sent", differing)
        raise UploadIncomplete(" ".join(filter(None, told)))
    wanted = {number for number, _ in part_sizes(asset)}
    multipart.complete(asset, [part for part in received if part.number in wanted])
    return True


def _named(what: str, numbers: list[int]) -> str:
    if not numbers:
        return ""
    named = ", ".join(map(str, numbers[:NAMED_AT_MOST]))
    more = f" and {len(numbers) - NAMED_AT_MOST} more" if len(numbers) > NAMED_AT_MOST else ""
    return f"Parts {what}: {named}{more}."
