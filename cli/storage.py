"""Sends a file to the storage, by a signed form or a part of it, in pieces and with progress."""

import re
from html import unescape

import httpx

from cli.addresses import trusts_environment
from cli.failures import ExitCode, Failure
from cli.files import FileChanged, LocalFile, Reached
from cli.pace import Pace
from mediadesk.contracts.uploads import PartUrl, PostUpload

ATTEMPTS = 4
_TIMEOUT = httpx.Timeout(60, connect=15)
_OF_CHANGED_FILES = frozenset({"EntityTooLarge", "EntityTooSmall"})
_FORBIDDEN = httpx.codes.FORBIDDEN


def send(file: LocalFile, form: PostUpload, pace: Pace, reached: Reached) -> None:
    """Failure when the storage refuses the file, or can't be reached after several attempts."""
    for failures in range(ATTEMPTS):
        if failures:
            pace.wait(pace.backoff_s(failures - 1))
        answer = _attempt(file, form, reached)
        if answer is not None and answer.is_success:
            return
        if answer is not None and answer.status_code < 500:
            raise _refused(answer)
    raise _unavailable()


def put(file: LocalFile, part: PartUrl, start: int, reached: Reached) -> str | Failure:
    """The ETag of the part that begins at `start`; Failure raised, or given where it may pass.

    It may pass by itself, or with a fresh address.
    """
    try:
        answer = httpx.put(
            part.url,
            content=file.stretch(start, part.size_bytes, reached),
            headers={"Content-Length": str(part.size_bytes)},
            timeout=_TIMEOUT,
            trust_env=trusts_environment(part.url),
        )
    except httpx.TransportError:
        return _unavailable()
    if answer.is_success:
        return str(answer.headers.get("etag", ""))
    if answer.status_code >= 500:
        return _unavailable()
    if answer.status_code == _FORBIDDEN or _code(answer) == "RequestTimeout":
        return _refused(answer)
    raise _refused(answer)


def _attempt(file: LocalFile, form: PostUpload, reached: Reached) -> httpx.Response | None:
    """The storage's answer; None when the connection broke."""
    with file.open(reached) as stream:
        try:
            return httpx.post(
                form.url,
                data=form.fields,
                files={"file": ("file", stream, file.content_type)},
                timeout=_TIMEOUT,
                trust_env=trusts_environment(form.url),
            )
        except httpx.TransportError:
            return None


def _unavailable() -> Failure:
    return Failure(
        "storage_unavailable",
        "The storage did not take the file: it can't be reached, or is busy.",
        remedy="Check the network.",
        exit_code=ExitCode.UNAVAILABLE,
    )


def _refused(answer: httpx.Response) -> Failure:
    code, message = _code(answer), _element("Message", answer.text)
    has_changed = code in _OF_CHANGED_FILES
    kind = FileChanged if has_changed else Failure
    return kind(
        "storage_refused",
        f"The storage refused the file: {code}{': ' if message else ''}{message}",
        remedy="The file has changed since it was announced: upload it anew." * has_changed,
        request_id=_element("RequestId", answer.text) or answer.headers.get("x-amz-request-id"),
    )


def _code(answer: httpx.Response) -> str:
    return _element("Code", answer.text) or f"status {answer.status_code}"


def _element(name: str, xml: str) -> str:
    """Text of an element; a full parser would be a way in for what a stranger sends."""
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    return unescape(found[1]).strip() if found else ""
