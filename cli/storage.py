"""Sends a file to the storage by its signed form, in pieces and with progress."""

import re
from html import unescape

import httpx

from cli.addresses import trusts_environment
from cli.failures import ExitCode, Failure
from cli.files import LocalFile, Reached
from cli.pace import Pace
from mediadesk.contracts.http import PostUpload

ATTEMPTS = 4
_TIMEOUT = httpx.Timeout(60, connect=15)
_REMEDIES = {
    "EntityTooLarge": "The file has changed since it was announced: upload it again.",
    "EntityTooSmall": "The file has changed since it was announced: upload it again.",
    "AccessDenied": "The form may have expired: upload the file again.",
    "RequestTimeout": "The connection is too slow or was cut: upload the file again.",
}


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
    raise Failure(
        "storage_unavailable",
        "The storage did not take the file: it can't be reached, or is busy.",
        remedy="Check the network and upload the file again.",
        exit_code=ExitCode.UNAVAILABLE,
    )


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


def _refused(answer: httpx.Response) -> Failure:
    code = _element("Code", answer.text) or f"status {answer.status_code}"
    message = _element("Message", answer.text)
    return Failure(
        "storage_refused",
        f"The storage refused the file: {code}{': ' if message else ''}{message}",
        remedy=_REMEDIES.get(code, "Upload the file again."),
        request_id=_element("RequestId", answer.text) or answer.headers.get("x-amz-request-id"),
    )


def _element(name: str, xml: str) -> str:
    """Text of an element; a full parser would be a way in for what a stranger sends."""
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    return unescape(found[1]).strip() if found else ""
