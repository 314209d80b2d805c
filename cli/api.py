"""Calls of the HTTP API: retries what may be retried, turns refusals into failures."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from cli.addresses import is_loopback, trusts_environment
from cli.failures import ExitCode, Failure
from cli.pace import LONGEST_WAIT_S, Pace
from cli.problems import failure_of, retry_after_s
from cli.sign_in import Bearer
from mediadesk.contracts.http import Asset, SocketTicket

Document = dict[str, object]
Params = Mapping[str, str | int]
ShapeT = TypeVar("ShapeT", bound=BaseModel)

ATTEMPTS = 4
_TRANSIENT = frozenset({429, 502, 503, 504})
_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)


class Api:
    """The HTTP API as one person; `notice` is told why it takes longer.

    Every call may be repeated: reads as they are, changes by their Idempotency-Key.
    """

    def __init__(
        self, base_url: str, auth: Bearer, pace: Pace, notice: Callable[[str], None]
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.pace = pace
        self._notice = notice
        self._http = httpx.Client(
            auth=auth, timeout=30, trust_env=trusts_environment(self.base_url)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(self, path: str, query: Params | None = None) -> Document:
        request = self._http.build_request("GET", self.base_url + path, params=query)
        return self._answer(request)

    def file(self, path: str, query: Params, media_type: str) -> tuple[str, str | None]:
        """A page of a list as a file, and the cursor of the next one."""
        request = self._http.build_request(
            "GET", self.base_url + path, params=query, headers={"Accept": media_type}
        )
        answer = self._response(request)
        if answer.headers.get("content-type", "").partition(";")[0] != media_type:
            raise _not_understood()
        following = answer.links.get("next", {}).get("url", "")
        return answer.text, httpx.URL(following).params.get("cursor")

    def post(self, path: str, body: Document | None, key: str) -> Document:
        return self._change("POST", path, body, key)

    def put(self, path: str, body: Document, key: str) -> Document:
        return self._change("PUT", path, body, key)

    def delete(self, path: str, key: str, query: Params | None = None) -> Document:
        return self._change("DELETE", path, None, key, query)

    def _change(
        self, method: str, path: str, body: Document | None, key: str, query: Params | None = None
    ) -> Document:
        """`key` is the Idempotency-Key: repeating the call changes nothing twice."""
        request = self._http.build_request(
            method,
            self.base_url + path,
            json=body,
            params=query,
            headers={"Idempotency-Key": key},
        )
        return self._answer(request)

    def asset(self, asset_id: str) -> Asset:
        return read(Asset, self.get(address("assets", asset_id)))

    def socket_ticket(self) -> SocketTicket:
        request = self._http.build_request("POST", self.base_url + "/api/admin/websocket-tickets")
        return read(SocketTicket, self._answer(request))

    def _answer(self, request: httpx.Request) -> Document:
        return _document(self._response(request))

    def _response(self, request: httpx.Request) -> httpx.Response:
        for failures in range(ATTEMPTS - 1):
            problem, wait_s = self._attempt(request, failures)
            if isinstance(problem, httpx.Response):
                return _success(problem)
            self._notice(f"{problem} Trying again in {wait_s:.1f} s.")
            self.pace.wait(wait_s)
        try:
            return _success(self._http.send(request))
        except httpx.TransportError as error:
            raise _unreachable(self.base_url) from error

    def _attempt(self, request: httpx.Request, failures: int) -> tuple[httpx.Response | str, float]:
        """An answer that stands, or why to ask again and after how many seconds."""
        backoff_s = self.pace.backoff_s(failures)
        try:
            answer = self._http.send(request)
        except httpx.TransportError:
            return "The service does not answer.", backoff_s
        if not _may_pass(answer):
            return answer, 0
        return _reason(answer), retry_after_s(answer) or backoff_s


def address(*parts: str) -> str:
    """The path of a resource; ids stand in it as one part each, whatever is in them."""
    return "/api/admin/" + "/".join(quote(part, safe="@:+") for part in parts)


def read(shape: type[ShapeT], document: Document) -> ShapeT:
    """The document as that shape; what a newer service adds is passed over."""
    try:
        return shape.model_validate(document, extra="ignore")
    except ValidationError as error:
        raise _not_understood() from error


def _may_pass(answer: httpx.Response) -> bool:
    """Whether to ask again soon; a conflict that others will soon be done with says when."""
    if (retry_after_s(answer) or 0) > LONGEST_WAIT_S:
        return False
    is_brief_conflict = answer.status_code == 409 and "retry-after" in answer.headers
    return is_brief_conflict or answer.status_code in _TRANSIENT


def _reason(answer: httpx.Response) -> str:
    status = answer.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return f"That was too much in too short a time ({status})."
    return f"The service is busy ({status})."


def _success(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise failure_of(answer)
    return answer


def _document(answer: httpx.Response) -> Document:
    try:
        return _DOCUMENT.validate_json(answer.content)
    except ValidationError as error:
        raise _not_understood() from error


def _unreachable(url: str) -> Failure:
    local = "Start the local stack by `make run`."
    remote = "Check the network and the address, and try again."
    return Failure(
        "network_unreachable",
        f"{url} does not answer.",
        remedy=local if is_loopback(url) else remote,
        exit_code=ExitCode.UNAVAILABLE,
    )


def _not_understood() -> Failure:
    return Failure(
        "unexpected_answer",
        "The service gave an answer that this mediactl does not understand.",
        remedy="Check --api-url; if it is right, use the mediactl of the service's version.",
        exit_code=ExitCode.UNAVAILABLE,
    )
