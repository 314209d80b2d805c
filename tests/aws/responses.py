"""What AWS answers, put in place of the network: botocore asks its `before-send` hooks first."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.exceptions import NoCredentialsError


class Planned:
    """Answers of a client's next calls, in order; after the last one it repeats itself.

    An exception is raised as if the network had done so. `requests` holds what was asked.
    """

    def __init__(self, client: BaseClient, *answers: AWSResponse | Exception) -> None:
        self.requests: list[AWSPreparedRequest] = []
        self._answers = list(answers)
        # The stubs know of no hook that gives an answer; `before-send` is one.
        hook: Any = self._answer
        client.meta.events.register_first("before-send.*.*", hook)

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Meanwhile:
    """Lets a client's calls through, and does something just before the one of that number."""

    def __init__(self, client: BaseClient, number: int, act: Callable[[], object]) -> None:
        self._left = number
        self._act = act
        hook: Any = self._enter
        client.meta.events.register_first("before-send.*.*", hook)

    def _enter(self, **_: object) -> None:
        self._left -= 1
        if not self._left:
            self._act()


def broken(client: BaseClient, number: int) -> None:
    """The call of that number fails, and does nothing."""

    def fail() -> None:
        # An answer of ours would not keep moto from carrying it out.
        raise NoCredentialsError

    Meanwhile(client, number, fail)


def ok(**body: object) -> AWSResponse:
    return _response(200, body)


def xml(content: bytes) -> AWSResponse:
    """What S3 answers."""
    headers = HTTPHeaders()
    headers["content-type"] = "application/xml"
    return AWSResponse("https://aws.test/", 200, headers, _Body(content))


def refusal(code: str, status: int = 400, **more: object) -> AWSResponse:
    """An error that a JSON service names."""
    return _response(status, {"__type": code, "message": "As planned.", **more})


def cancelled(*reasons: str) -> AWSResponse:
    """A transaction that was not carried out, with the reason of each of its actions."""
    named = [{"Code": reason} for reason in reasons]
    return refusal("TransactionCanceledException", CancellationReasons=named)


def _response(status: int, body: dict[str, Any]) -> AWSResponse:
    headers = HTTPHeaders()
    headers["content-type"] = "application/x-amz-json-1.0"
    if "__type" in body:
        headers["x-amzn-errortype"] = body["__type"]
    return AWSResponse("https://aws.test/", status, headers, _Body(json.dumps(body).encode()))


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._content
