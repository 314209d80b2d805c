"""Frames that a client of the WebSocket API sends."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from mediadesk.contracts.shapes import Shape

MAX_FRAME_BYTES: Final = 8 * 1024
MAX_TOPICS_PER_FRAME: Final = 100

TopicName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
CursorText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Topics = Annotated[tuple[TopicName, ...], Field(min_length=1, max_length=MAX_TOPICS_PER_FRAME)]


class Subscribe(Shape):
    """Follow these topics; those that `since` names from where the client got to on."""

    action: Literal["subscribe"]
    topics: Topics
    since: Mapping[TopicName, CursorText] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _require_own(self) -> Self:
        if not set(self.since) <= set(self.topics):
            raise ValueError("`since` may name only what `topics` names")
        return self


class Unsubscribe(Shape):
    action: Literal["unsubscribe"]
    topics: Topics


class Ping(Shape):
    action: Literal["ping"]


ClientMessage = Subscribe | Unsubscribe | Ping
CLIENT_FRAME: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="action")]
)
