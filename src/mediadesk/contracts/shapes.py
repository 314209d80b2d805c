"""What all shapes share: strict parsing, and one way to write a moment."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

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
