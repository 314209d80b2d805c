"""What all shapes share: strict parsing, and one way to write a moment."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from mediadesk.domain.instants import rfc3339

Instant = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""RFC 3339, UTC, milliseconds: `2026-11-22T10:15:30.123Z`."""


class Shape(BaseModel):
    """An immutable message; unknown fields are refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_CONTROL = frozenset(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029))
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _printable(text: str) -> str:
    """Refuse control characters, ends of lines, and what turns the direction of writing."""
    if not _CONTROL.isdisjoint(text) or not _DIRECTION.isdisjoint(text):
        raise ValueError("must not contain control or writing-direction characters")
    text.encode()
    return text


PRINTABLE: Final = AfterValidator(_printable)
"""For text that can be shown and logged as it is; stands after the limits of its length."""
