"""How a WebSocket frame is read, and how a bad one is answered."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from mediadesk.contracts.client_frames import (
    CLIENT_FRAME,
    MAX_FRAME_BYTES,
    MAX_TOPICS_PER_FRAME,
    ClientMessage,
)
from mediadesk.contracts.socket import FrameError
from mediadesk.domain.errors import InvalidCursor, InvalidFrame, MediadeskError

MAX_FAULTS_SHOWN: Final = 3
LONGEST_NAME_SHOWN: Final = 40

_TOPICS: Final = f'name 1 to {MAX_TOPICS_PER_FRAME} topics, such as ["assets"]'
_NO_OBJECT: Final = 'Send one JSON object, such as {"action": "ping"}'
_ACTION: Final = 'must be "subscribe", "unsubscribe" or "ping"'
_OF_FRAMES: Final[Mapping[str, str]] = {
    "json_invalid": f"The frame is not JSON. {_NO_OBJECT}.",
    "string_unicode": f"The frame is not text in UTF-8. {_NO_OBJECT}.",
    "union_tag_not_found": f"`action` is missing: it {_ACTION}.",
    "union_tag_invalid": f"`action` {_ACTION}.",
    "value_error": "`since` may name only topics that `topics` names too.",
}
_OF_TOPICS: Final[Mapping[str, str]] = {
    "missing": f"`topics` is missing: {_TOPICS}.",
    "tuple_type": f"`topics` must be a list: {_TOPICS}.",
    "too_short": f"`topics` is empty: {_TOPICS}.",
    "too_long": f"`topics` is too long: {_TOPICS}, and the others in another frame.",
}
_A_TOPIC: Final = "Each of `topics` must be a text of 1 to 200 characters."
_SINCE: Final = '`since` must be an object of topics and cursors, such as {"user:u-17": "6"}.'
_A_CURSOR: Final = "In `since`, topics and cursors must be texts of 1 to 200 characters."


def client_message(body: str | None) -> ClientMessage:
    """What a client asks; InvalidFrame when the frame is too large or no known message."""
    text = body or ""
    size = len(text.encode(errors="surrogatepass"))
    if size > MAX_FRAME_BYTES:
        raise InvalidFrame(
            f"The frame has {size} bytes, and may have {MAX_FRAME_BYTES}: name fewer topics in it,"
            " and the others in another frame."
        )
    try:
        return CLIENT_FRAME.validate_json(text)
    except ValidationError as error:
        raise InvalidFrame(_explained(error)) from error


def answering_errors(act: Callable[[], None], answer: Callable[[FrameError], None]) -> None:
    """Do something for a client; an error is told in a frame and leaves the connection open."""
    try:
        act()
    except MediadeskError as error:
        topic = error.topic if isinstance(error, InvalidCursor) else None
        answer(FrameError(code=error.code, message=error.detail, topic=topic))


def _explained(error: ValidationError) -> str:
    """What is wrong and what to do, in our own words; the same is said once."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    said = dict.fromkeys(_fault(fault["type"], fault["loc"]) for fault in faults)
    if _A_TOPIC in said:
        said.pop(_OF_TOPICS["too_short"], None)  # It is empty only without what is no topic.
    return " ".join(list(said)[:MAX_FAULTS_SHOWN])


def _fault(kind: str, loc: tuple[Any, ...]) -> str:
    """`loc` begins with the action, where that is known, and goes on with the field."""
    field = loc[1] if len(loc) > 1 else None
    if kind == "extra_forbidden":
        name = str(field)[:LONGEST_NAME_SHOWN]
        return f'A frame with `action` "{loc[0]}" has no field {name!a}: leave it out.'
    if field == "topics":
        return _A_TOPIC if len(loc) > 2 else _OF_TOPICS.get(kind, _A_TOPIC)
    if field == "since":
        return _A_CURSOR if len(loc) > 2 else _SINCE
    return _OF_FRAMES.get(kind, f"The frame is no JSON object. {_NO_OBJECT}.")
