"""What somebody asked for, counted in DynamoDB: one small write each."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote

from pynamodb.expressions.update import Action

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.limit_rows import LimitRow
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.instants import rfc3339
from mediadesk.domain.limits import Window
from mediadesk.tables import SCHEMA_VERSION

KEPT_FOR: Final = timedelta(hours=1)
"""After its end, so that no clock that is late finds a window empty that was full."""


class DynamoRateLimits:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = database.rows(LimitRow)

    def take(self, window: Window, count: int) -> bool:
        left = window.limit.most - count
        if left < 0:
            return False
        fits = LimitRow.used.does_not_exist() | (LimitRow.used <= left)
        actions: list[Action] = [
            LimitRow.used.add(count),
            LimitRow.expires_at.set(window.ends_at + KEPT_FOR),
            LimitRow.schema_version.set(SCHEMA_VERSION),
        ]
        try:
            self._database.update(self._rows(_key(window)), actions, fits)
        except WriteConflict:
            return False
        return True

    def used(self, window: Window) -> int:
        with translated():
            try:
                return self._rows.get(_key(window), consistent_read=True).used
            except self._rows.DoesNotExist:
                return 0


def _key(window: Window) -> str:
    actor = quote(window.actor, safe="")
    return f"{actor}#{window.limit.rule}#{rfc3339(window.starts_at)}"
