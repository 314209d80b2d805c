"""An uploaded file on its way to the converter: exactly the bytes that were accepted."""

import errno
import hashlib
import shutil
from pathlib import Path
from typing import Final

from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.errors import ObjectGone
from mediadesk.domain.faults import MediaFault, MediaRejected, require_free
from mediadesk.domain.media import MIB
from mediadesk.ports import MediaBlobs, Tick

ROOM_TO_WORK: Final = 256 * MIB
"""What must be free beside the original: room for the outputs of an ordinary clip."""


class Originals:
    def __init__(self, blobs: MediaBlobs) -> None:
        self._blobs = blobs

    def fetch(self, asset: Asset, folder: Path, tick: Tick) -> Path:
        """The original in `folder`, verified; MediaRejected, or what `tick` raises."""
        require_free(shutil.disk_usage(folder).free, asset.size_bytes + ROOM_TO_WORK)
        target = folder / "source"
        try:
            self._blobs.download(upload_key(asset.asset_id), asset.original_version, target, tick)
        except ObjectGone as error:
            raise MediaRejected(MediaFault.ORIGINAL_GONE, error.detail) from error
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise MediaRejected(MediaFault.NO_SPACE, "while it was downloaded") from error
            raise
        if target.stat().st_size != asset.size_bytes:
            raise MediaRejected(MediaFault.SIZE_MISMATCH, f"{target.stat().st_size} bytes came")
        if asset.sha256 is not None and _sha256(target, tick) != asset.sha256:
            raise MediaRejected(MediaFault.CHECKSUM_MISMATCH)
        return target


def _sha256(file: Path, tick: Tick) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(MIB):
            digest.update(chunk)
            tick(0.0)
    return digest.hexdigest()
