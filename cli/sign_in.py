"""Whose access token is sent, and how it is had."""

from collections.abc import Callable, Generator
from threading import Lock

import httpx
from pydantic import BaseModel, ValidationError

from cli.addresses import trusts_environment
from cli.failures import ExitCode, Failure
from cli.stack import Stack

DEFAULT_USER = "ada"
TokenSource = Callable[[], str]


class _Tokens(BaseModel):
    AccessToken: str


class _SignedIn(BaseModel):
    AuthenticationResult: _Tokens


class Bearer(httpx.Auth):
    """Sends the token of `source`, and asks it once more when the API refuses the first."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._token = ""
        self._lock = Lock()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        used = self._token or self._in_place_of("")
        request.headers["Authorization"] = f"Bearer {used}"
        answer = yield request
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            token = self._in_place_of(used)
            if token != used:
                request.headers["Authorization"] = f"Bearer {token}"
                yield request

    def _in_place_of(self, used: str) -> str:
        """A newer token; calls that are refused at the same time get the same one."""
        with self._lock:
            if self._token == used:
                self._token = self._source()
            return self._token


def sign_in(stack: Stack, user: str) -> str:
    """A new access token from the user pool of the local stack."""
    person = stack.users.get(user)
    if person is None:
        known = ", ".join(sorted(stack.users))
        raise Failure(
            "unknown_user",
            f"The local stack has no sign-in “{user}”.",
            remedy=f"Use one of: {known}.",
            exit_code=ExitCode.USAGE,
        )
    answer = _initiate_auth(stack, user, person.password)
    try:
        return _SignedIn.model_validate_json(answer.content).AuthenticationResult.AccessToken
    except ValidationError as error:
        raise _refused(user) from error


def _initiate_auth(stack: Stack, user: str, password: str) -> httpx.Response:
    try:
        return httpx.post(
            stack.endpoint_url,
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
            },
            json={
                "AuthFlow": "USER_PASSWORD_AUTH",
                "ClientId": stack.user_pool_client_id,
                "AuthParameters": {"USERNAME": user, "PASSWORD": password},
            },
            trust_env=trusts_environment(stack.endpoint_url),
            timeout=30,
        )
    except httpx.TransportError as error:
        raise Failure(
            "network_unreachable",
            f"The sign-in at {stack.endpoint_url} does not answer.",
            remedy="Start the local stack by `make run`.",
            exit_code=ExitCode.UNAVAILABLE,
        ) from error


def _refused(user: str) -> Failure:
    return Failure(
        "sign_in_refused",
        f"The user pool refused to sign in “{user}”.",
        remedy="Start the local stack again; `make run` writes a fresh outputs file.",
        exit_code=ExitCode.FORBIDDEN,
    )
