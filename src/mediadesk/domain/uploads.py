"""How a file gets to storage: by a signed form, or in parts to signed addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.media import PART_BYTES


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form that S3 accepts once filled in; it binds key, type and exact size."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignedPart:
    """Where a part is to be PUT; its number (from 1), and its size in bytes."""

    number: int
    size_bytes: int
    url: str


@dataclass(frozen=True, slots=True)
class SignedParts:
    """Addresses of the parts that are still to be sent, and until when they work."""

    parts: tuple[SignedPart, ...]
    expires_at: datetime


Way = SignedForm | SignedParts
"""How the bytes get to storage."""


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part as its sender knows it."""

    number: int
    etag: str


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    """A part that storage has; its number, size in bytes, and its mark of the content."""

    number: int
    size_bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far an upload is; `way` is None when nothing more is to be sent."""

    asset: Asset
    received: tuple[ReceivedPart, ...]
    way: Way | None


def part_sizes(asset: Asset) -> Iterator[tuple[int, int]]:
    """Number and size of every part of the file."""
    full, rest = divmod(asset.size_bytes, PART_BYTES)
    for number in range(1, full + 1):
        yield number, PART_BYTES
    if rest:
        yield full + 1, rest


def missing_parts(asset: Asset, received: Sequence[ReceivedPart]) -> list[tuple[int, int]]:
    """Number and size of every part that storage lacks, or has in another size."""
    there = {(part.number, part.size_bytes) for part in received}
    return [part for part in part_sizes(asset) if part not in there]


def differing_parts(sent: Sequence[SentPart] | None, received: Sequence[ReceivedPart]) -> list[int]:
    """The numbers of the parts whose mark is not the one that their sender was given."""
    there = {part.number: part.etag.strip('"') for part in received}
    return [part.number for part in sent or () if there.get(part.number) != part.etag.strip('"')]
