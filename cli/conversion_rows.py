"""Shows conversions on a board: status, progress, and each output as it appears."""

from collections.abc import Mapping

from cli.board import Row
from cli.standing import Standing
from cli.wording import output_line
from mediadesk.contracts.http import Asset, Output
from mediadesk.domain.conversions import ConversionStatus

_WAITING = {
    ConversionStatus.PENDING_UPLOAD: "arriving",
    ConversionStatus.QUEUED: "queued",
}


class ConversionRows:
    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows

    def changed(self, standing: Standing) -> None:
        row = self._rows[standing.asset_id]
        if standing.status.is_terminal:
            row.end(standing.status, good=standing.status is ConversionStatus.COMPLETED)
        elif standing.status is ConversionStatus.PROCESSING:
            again = f" #{standing.attempt}" if standing.attempt > 1 else ""
            row.stage(f"converting{again}", 100)
            row.reached(standing.progress)
        else:
            row.stage(_WAITING[standing.status])

    def appeared(self, asset: Asset, output: Output) -> None:
        self._rows[asset.asset_id].say(output_line(asset.title, output))
