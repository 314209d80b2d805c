"""`mediactl watch`: a line for everything that happens to assets, as it happens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from cli.api import Api, read
from cli.bulk_words import bulk_line
from cli.commands import command
from cli.display import Display
from cli.failures import Failure
from cli.live import Live, News, SocketLost, listen
from cli.session import Session
from cli.standing import Standing
from cli.wording import standing_line
from mediadesk.contracts.http import Asset, AssetPage
from mediadesk.contracts.socket import BulkDecided


@command
def watch(
    session: Session,
    asset_ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ASSET_ID...]", help="Assets to watch; without, all.", show_default=False
        ),
    ] = None,
) -> None:
    """Follow conversions and bulks live, until Ctrl-C.

    With --json each line is one event, or an asset as it was found after connecting.
    """
    try:
        Watching(session.api, session.display, asset_ids or []).forever()
    except KeyboardInterrupt:
        return


class Watching:
    """Shows each change once; connects again, more and more slowly, when a connection ends."""

    def __init__(self, api: Api, display: Display, asset_ids: list[str]) -> None:
        self._api = api
        self._display = display
        self._asset_ids = asset_ids
        self._topics = [f"asset:{asset_id}" for asset_id in asset_ids] or ["assets"]
        self._known: dict[str, Standing] = {}
        self._bulks: dict[str, int] = {}
        self._failures = 0

    def forever(self) -> None:
        """Failure when it can't even begin, or when the service won't have us any more."""
        for asset in self._present():
            if self._is_news(standing := Standing.of(asset, asset.version)) and self._asset_ids:
                self._show_asset(asset, standing)
        while True:
            try:
                with listen(self._api, self._topics) as live:
                    self._display.notice("Connected; Ctrl-C ends it.")
                    self._show(live)
            except SocketLost as lost:
                self._pause(str(lost))
            except Failure as failure:
                if not failure.is_passing:
                    raise
                self._pause(failure.message)

    def _show(self, live: Live) -> None:
        for asset in self._present():
            if self._is_news(standing := Standing.of(asset, asset.version)):
                self._show_asset(asset, standing)
        for frame in live.frames():
            if frame is None:
                continue
            self._failures = 0
            self._show_frame(frame)

    def _present(self) -> Iterator[Asset]:
        """What is watched, as it is now: of all assets those that may still be moving."""
        if self._asset_ids:
            yield from map(self._api.asset, self._asset_ids)
            return
        page = self._api.get("/api/admin/assets", {"limit": 100})
        yield from read(AssetPage, page).items

    def _show_asset(self, asset: Asset, standing: Standing) -> None:
        document = {
            "type": "asset",
            "version": asset.version,
            "data": asset.model_dump(mode="json"),
        }
        self._write(document, standing_line(standing, datetime.now(UTC)))

    def _show_frame(self, frame: News) -> None:
        """What is known already is passed over: frames arrive twice, and late."""
        if isinstance(frame, BulkDecided):
            if frame.version <= self._bulks.get(frame.data.bulk_id, 0):
                return
            self._bulks[frame.data.bulk_id] = frame.version
            line = bulk_line(frame.data, datetime.now(UTC))
        else:
            standing = Standing.of(frame.data, frame.version)
            if not self._is_news(standing):
                return
            line = standing_line(standing, datetime.now(UTC))
        self._write(frame.model_dump(mode="json"), line)

    def _write(self, document: dict[str, object], line: Text) -> None:
        if self._display.is_for_machines:
            self._display.document(document, indent=None)
        else:
            self._display.line(line)

    def _is_news(self, standing: Standing) -> bool:
        if not standing.is_newer_than(self._known.get(standing.asset_id)):
            return False
        self._known[standing.asset_id] = standing
        return True

    def _pause(self, reason: str) -> None:
        wait_s = self._api.pace.backoff_s(self._failures)
        self._failures += 1
        self._display.notice(f"Not connected: {reason.rstrip('.')}. Again in {wait_s:.1f} s.")
        self._api.pace.wait(wait_s)
