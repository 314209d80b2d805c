"""How a WebSocket frame is read, and how a bad one is answered."""

from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from mediadesk.contracts.socket import CLIENT_FRAME, MAX_FRAME_BYTES, ClientMessage, FrameError
from mediadesk.domain.errors import InvalidFrame, MediadeskError

MAX_FAULTS_SHOWN: Final = 3


def client_message(body: str | None) -> ClientMessage:
    """What a client asks; InvalidFrame when the frame is too large or no known message."""
    text = body or ""
    if len(text.encode()) > MAX_FRAME_BYTES:
        raise InvalidFrame(f"A frame may have at most {MAX_FRAME_BYTES} bytes.")
    try:
        return CLIENT_FRAME.validate_json(text)
    except ValidationError as error:
        raise InvalidFrame(_explained(error)) from error


def answering_errors(act: Callable[[], None], answer: Callable[[FrameError], None]) -> None:
    """Do something for a client; an error is told in a frame and leaves the connection open."""
    try:
        act()
    except MediadeskError as error:
        answer(FrameError(code=error.code, message=error.detail))


def _explained(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    shown = [f"{'.'.join(map(str, f['loc'])) or 'frame'}: {f['msg']}" for f in faults]
    return "; ".join(shown[:MAX_FAULTS_SHOWN]) + "."
