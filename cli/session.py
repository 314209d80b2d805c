"""One run of a command: its access, its display and, once asked for, the API."""

import shlex
from contextlib import ExitStack
from functools import cached_property

from cli.access import Access
from cli.addresses import is_web_address
from cli.api import Api
from cli.display import Display
from cli.failures import ExitCode, Failure
from cli.pace import Pace
from cli.sign_in import DEFAULT_USER, Bearer, sign_in
from cli.stack import Stack, read_stack


class Session:
    def __init__(
        self, access: Access, pace: Pace, closing: ExitStack, retyped: tuple[str, ...] = ()
    ) -> None:
        self._access = access
        self._pace = pace
        self._closing = closing
        self._retyped = retyped
        self.display = Display(is_for_machines=access.as_json)

    @cached_property
    def api(self) -> Api:
        url = self._access.api_url or self._stack.api_url
        if not is_web_address(url):
            raise _no_address(url)
        made = Api(url, Bearer(self.access_token), self._pace, self.display.notice)
        return self._closing.enter_context(made)

    def access_token(self) -> str:
        """The token that was given, else a new one of the local stack's user.

        Failure (not signed in) where an API address was given without either.
        """
        if self._access.token:
            return self._access.token
        if self._access.api_url and not (self._access.user or self._access.outputs):
            raise _not_signed_in()
        return sign_in(self._stack, self._access.user or DEFAULT_USER)

    def command_line(self, *words: str) -> str:
        """What to type for another command as the same person at the same place."""
        return shlex.join(("mediactl", *words, *self._retyped))

    @cached_property
    def _stack(self) -> Stack:
        return read_stack(self._access.outputs)


def _not_signed_in() -> Failure:
    return Failure(
        "not_signed_in",
        "There is no access token for this API.",
        remedy="Set MEDIADESK_TOKEN to an access token of the service's user pool.",
        exit_code=ExitCode.FORBIDDEN,
    )


def _no_address(url: str) -> Failure:
    return Failure(
        "address_not_usable",
        f"{url} is not the address of an API.",
        remedy="Give --api-url as https://host or http://127.0.0.1:port.",
        exit_code=ExitCode.USAGE,
    )
