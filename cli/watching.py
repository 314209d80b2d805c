"""`mediactl watch`: a line for everything that happens, as it happens."""

from collections import deque
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from cli.api import Api
from cli.commands import command
from cli.conversion_following import SOCKET_ATTEMPTS
from cli.display import Display
from cli.failures import Failure
from cli.following import Following
from cli.ids import every_asset_id, every_user_id
from cli.live import SocketLost, listen
from cli.news import News, Refused, Told, Unread
from cli.polling import Polling
from cli.reporting import Report
from cli.session import Session
from mediadesk.domain.errors import InvalidFrame, TooManySubscriptions
from mediadesk.domain.topics import ALL_ASSETS

POLLS: Final = 15
"""So many times it is asked before a live connection is tried again: half a minute."""
_LASTING: Final = frozenset({InvalidFrame.code, TooManySubscriptions.code})
"""Refusals of all that another connection would meet too."""


Assets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ASSET_ID...]",
        help="Assets to watch; without, all.",
        show_default=False,
        callback=every_asset_id,
    ),
]
About = Annotated[
    list[str] | None,
    typer.Option(
        metavar="USER_ID",
        callback=every_user_id,
        help="Watch what this user holds, too; without assets nothing else. May be repeated.",
        show_default=False,
    ),
]


@command
def watch(session: Session, asset_ids: Assets = None, about: About = None) -> None:
    """Follow conversions, deletions, assignments and bulks live, until Ctrl-C.

    What happened while there was no connection is told once there is one again, and nothing twice.
    With --json each line is one event, or an asset or a user as found after connecting.
    """
    topics = [f"asset:{name}" for name in asset_ids or ()] + [f"user:{n}" for n in about or ()]
    try:
        Watching(session.api, session.display, topics or [ALL_ASSETS]).forever()
    except KeyboardInterrupt:
        return


class Watching:
    """Tells each event once; connects again, more and more slowly, when a connection ends.

    Where no connection is to be had, it asks. Where it would begin to ask was noted before the
    connection was opened that heard of everything since.
    """

    def __init__(self, api: Api, display: Display, topics: Sequence[str]) -> None:
        self._api = api
        self._display = display
        self._report = Report(api, display)
        self._following = Following(topics)
        self._polling = Polling(api)
        self._untold: deque[News | Unread] = deque()
        self._failures = 0
        self._refusals = 0
        """Connections in a row that could not be had."""

    def forever(self) -> None:
        """Failure when it can't even begin, or when the service won't have us any more."""
        self._polling.begin(self._polling.here(self._following.topics))
        for topic in self._following.topics:
            self._report.read(topic, is_shown=topic != ALL_ASSETS)
        while True:
            try:
                self._go_on()
            except SocketLost as lost:
                self._lose(lost)
            except Failure as failure:
                if not failure.is_passing:
                    raise
                self._pause(failure.message)

    def _go_on(self) -> None:
        self._tell_all()
        if self._refusals >= SOCKET_ATTEMPTS:
            self._ask()
        self._listen()

    def _listen(self) -> None:
        where = self._polling.here(self._following.topics)
        is_confirmed = False
        with listen(self._api, self._following) as live:
            for told in live.told():
                if is_confirmed:
                    self._failures = 0
                elif self._following.is_caught_up:
                    is_confirmed, self._refusals = True, 0
                    self._polling.begin(where)
                    self._display.notice("Connected; Ctrl-C ends it.")
                self._take(told or ())

    def _ask(self) -> None:
        for _ in range(POLLS):
            for page in self._polling.pages():
                self._take(self._following.polled(page))
            self._failures = 0
            self._api.pace.wait(self._api.pace.poll_s)

    def _take(self, told: Sequence[Told]) -> None:
        self._untold += (each for each in told if not isinstance(each, Refused))
        self._tell_all()
        for each in told:
            if isinstance(each, Refused):
                self._refuse(each)

    def _tell_all(self) -> None:
        """What the service was away for, or the connection, is told by the next one."""
        while self._untold:
            self._report.tell(self._untold[0])
            self._untold.popleft()

    def _refuse(self, refused: Refused) -> None:
        if refused.topic is None and refused.code not in _LASTING:
            raise SocketLost(refused.message.rstrip("."))
        if refused.topic is None or not self._following.topics:
            raise Failure(refused.code, refused.message)
        self._display.notice(f"{refused.topic} is not watched: {refused.message}")

    def _lose(self, lost: SocketLost) -> None:
        self._refusals += 1
        if self._refusals < SOCKET_ATTEMPTS:
            self._pause(str(lost))
        elif self._refusals == SOCKET_ATTEMPTS:
            every = f"{self._api.pace.poll_s:g} s"
            self._display.notice(f"No connection is to be had: {lost}. Asking every {every}.")

    def _pause(self, reason: str) -> None:
        wait_s = self._api.pace.backoff_s(self._failures)
        self._failures += 1
        self._display.notice(f"Not connected: {reason.rstrip('.')}. Again in {wait_s:.1f} s.")
        self._api.pace.wait(wait_s)
