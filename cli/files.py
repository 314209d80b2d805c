"""Which files can be sent: their type, size and checksum, read in pieces."""

import hashlib
import io
import mimetypes
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli.failures import ExitCode, Failure
from mediadesk.domain.media_limits import MediaLimits

PIECE_BYTES: Final = 1024 * 1024
CONTENT_TYPES: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".qt": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".avi": "video/x-msvideo",
    ".flv": "video/x-flv",
    ".ts": "video/mp2t",
    ".mts": "video/mp2t",
    ".m2ts": "video/mp2t",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
    ".wmv": "video/x-ms-wmv",
    ".ogv": "video/ogg",
    ".ogg": "video/ogg",
    ".3gp": "video/3gpp",
    ".gif": "image/gif",
}
"""Said here because the tables of operating systems differ."""

Reached = Callable[[int], None]
"""Is told up to which byte a file was read."""


class FileChanged(Failure):
    """The file is not the one any more that was announced."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    path: Path
    content_type: str
    size_bytes: int

    @property
    def name(self) -> str:
        """The file's name; bytes that are no UTF-8 are replaced."""
        return os.fsencode(self.path.name).decode("utf-8", "replace")

    @property
    def is_worth_hashing(self) -> bool:
        """A file that will be refused for its size is not read first."""
        return self.size_bytes <= MediaLimits().upload_bytes

    def sha256(self, reached: Reached) -> str:
        digest = hashlib.sha256()
        with self.open(reached) as stream:
            while piece := stream.read(PIECE_BYTES):
                digest.update(piece)
        return digest.hexdigest()

    def stretch(self, start: int, length: int, reached: Reached) -> Iterator[bytes]:
        """So many bytes from there on, in pieces."""
        with self.open(reached) as stream:
            stream.seek(start)
            while length:
                piece = stream.read(min(length, PIECE_BYTES))
                if not piece:
                    raise _shrunk()
                length -= len(piece)
                yield piece

    def open(self, reached: Reached) -> "MeasuredFile":
        try:
            return MeasuredFile(self.path, reached)
        except OSError as error:
            raise unusable(self.path, "file_unreadable", error.strerror or "") from error


class MeasuredFile(io.FileIO):
    """A file that tells how far it was read."""

    def __init__(self, path: Path, reached: Reached) -> None:
        super().__init__(path, "rb")
        self._reached = reached

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(-1 if size is None else size) or b""
        self._reached(self.tell())
        return piece


def examine(path: Path, content_type: str | None) -> LocalFile:
    """The file, ready to be announced; Failure (usage) when there is nothing to send."""
    try:
        if path.is_dir():
            raise unusable(path, "file_is_directory", "It is a directory")
        if not path.is_file():
            raise unusable(path, "file_not_found", "There is no such file")
        with path.open("rb"):
            size = path.stat().st_size
    except OSError as error:
        raise unusable(path, "file_unreadable", error.strerror or "") from error
    if size == 0:
        raise unusable(path, "file_empty", "It is empty")
    return LocalFile(path, content_type or guess(path), size)


def guess(path: Path) -> str:
    """The content type by the file's ending; what is unknown, the service refuses by name."""
    known = CONTENT_TYPES.get(path.suffix.lower())
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def unusable(path: Path, code: str, reason: str) -> Failure:
    return Failure(
        code,
        f"{path} can't be uploaded: {reason}.",
        remedy="Name video files or GIFs that you can read.",
        exit_code=ExitCode.USAGE,
    )


def _shrunk() -> FileChanged:
    return FileChanged(
        "file_changed",
        "The file became shorter while it was sent.",
        remedy="Upload it again once nothing writes to it any more.",
    )
