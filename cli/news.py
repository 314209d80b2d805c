"""What the service tells of topics, as a client takes it."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from mediadesk.contracts.shapes import Shape
from mediadesk.contracts.socket import (
    Announcement,
    FrameError,
    Pong,
    Reset,
    Snapshot,
    Subscribed,
    Unsubscribed,
)

Document = dict[str, object]


class MissedEvents(Shape):
    """A replay, some of whose events may be of a kind that came with a later version."""

    type: Literal["replay"]
    topic: str
    events: tuple[Document, ...]


Frame = (
    Announcement | Snapshot | Subscribed | Unsubscribed | FrameError | Reset | Pong | MissedEvents
)
_FRAME: Final[TypeAdapter[Frame]] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])
_DOCUMENT: Final[TypeAdapter[Document]] = TypeAdapter(Document)


@dataclass(frozen=True, slots=True)
class News:
    """An event, or the present of something of which events were missed."""

    frame: Announcement | Snapshot
    document: Document
    """As it was received, with what this version does not know."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Read now what the topic is about; after a reset more was missed than can be told."""

    topic: str
    is_reset: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A topic that is not followed, and why; None where that is said of no topic."""

    topic: str | None
    code: str
    message: str


Told = News | Unread | Refused


@dataclass(frozen=True, slots=True)
class Heard:
    """What to tell because of a text, and what to send."""

    told: tuple[Told, ...] = ()
    answers: tuple[str, ...] = ()
    is_known: bool = True
    """Whether it is the service that spoke, in words that this version knows."""


def document_of(text: str | bytes) -> Document | None:
    try:
        return _DOCUMENT.validate_json(text)
    except ValidationError:
        return None


def is_of_gateway(document: Document) -> bool:
    """Whether the gateway speaks for itself: what was sent last did not get through."""
    return "type" not in document and {"message", "connectionId"} <= document.keys()


def frame_of(document: Document) -> Frame | None:
    """None for a frame of a kind that this version does not know; fields like that are left out."""
    try:
        return _FRAME.validate_python(document, extra="ignore")
    except ValidationError:
        return None


def news_of(document: Document) -> News | None:
    """What it tells, where it is an event or a snapshot."""
    frame = frame_of(document)
    return News(frame, document) if isinstance(frame, Announcement | Snapshot) else None
