"""Follows conversions to their end: live where a socket can be had, else by asking."""

from collections.abc import Iterable
from typing import Final, Protocol

from cli.api import Api
from cli.failures import Failure
from cli.following import Following
from cli.live import SocketLost, listen
from cli.news import News, Refused, Told, Unread
from cli.standing import Standing
from mediadesk.contracts.http import Asset, Output
from mediadesk.contracts.socket import Progress, StatusChanged

SOCKET_ATTEMPTS: Final = 3
"""After so many failures in a row, it is asked instead."""
PATIENCE: Final = 8
"""So many times in a row, each with its own retries, the service may be away: some minutes."""


class View(Protocol):
    def changed(self, standing: Standing) -> None: ...

    def appeared(self, asset: Asset, output: Output) -> None: ...


class ConversionFollowing:
    """The conversions of some assets; `view` sees every change once and in order."""

    def __init__(self, api: Api, asset_ids: Iterable[str], view: View) -> None:
        self._api = api
        self._view = view
        self._open = dict.fromkeys(asset_ids)
        self._known: dict[str, Standing] = {}
        self._shown: set[tuple[str, str]] = set()
        self._failures = 0
        self._outages = 0

    def until_done(self) -> None:
        """Return when each conversion has reached its end, good or bad.

        Failure when the service is away for minutes, or won't have us any more.
        """
        while self._open:
            try:
                self._go_on()
            except Failure as failure:
                if not failure.is_passing or self._outages == PATIENCE:
                    raise
                self._outages += 1
                self._api.pace.wait(self._api.pace.backoff_s(self._outages))

    def _go_on(self) -> None:
        if self._failures == SOCKET_ATTEMPTS:
            return self._read_and_wait(self._api.pace.poll_s)
        try:
            self._listen()
        except SocketLost:
            self._failures += 1
            self._read_and_wait(self._api.pace.backoff_s(self._failures - 1))

    def _listen(self) -> None:
        following = Following(f"asset:{asset_id}" for asset_id in self._open)
        with listen(self._api, following) as live:
            heard = live.told()
            while self._open:
                told = next(heard)
                if told is None:
                    self._read_open()
                    continue
                for each in told:
                    self._take(each)

    def _take(self, told: Told) -> None:
        match told:
            case News(frame=StatusChanged() | Progress() as frame):
                self._failures = 0
                self._apply(Standing.of(frame.data, frame.version))
            case News():
                return
            case Refused():
                raise SocketLost("the subscription was refused")
            case Unread():
                self._read(told.topic.removeprefix("asset:"))

    def _read_and_wait(self, wait_s: float) -> None:
        self._read_open()
        if self._open:
            self._api.pace.wait(wait_s)

    def _read_open(self) -> None:
        for asset_id in list(self._open):
            self._read(asset_id)

    def _read(self, asset_id: str) -> None:
        asset = self._api.asset(asset_id)
        self._outages = 0
        for output in asset.outputs:
            if (asset_id, output.kind) not in self._shown:
                self._shown.add((asset_id, output.kind))
                self._view.appeared(asset, output)
        self._settle(Standing.of(asset, asset.version))

    def _apply(self, standing: Standing) -> None:
        if not standing.is_newer_than(self._known.get(standing.asset_id)):
            return
        if any((standing.asset_id, kind) not in self._shown for kind in standing.outputs):
            # The frame says that there is an output; its address is in the asset alone.
            self._read(standing.asset_id)
        self._settle(standing)

    def _settle(self, standing: Standing) -> None:
        known = self._known.get(standing.asset_id)
        if standing.asset_id not in self._open or not standing.is_newer_than(known):
            return
        self._known[standing.asset_id] = standing
        self._view.changed(standing)
        if standing.status.is_terminal:
            del self._open[standing.asset_id]
