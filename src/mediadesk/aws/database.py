"""One connection to DynamoDB: which tables its items are in, and all-or-nothing writes."""

import random
import time
from collections.abc import Callable, Sequence
from types import new_class
from typing import Any, Final, TypeVar, cast
from uuid import uuid4

from botocore.session import Session
from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mediadesk.aws.failures import Collision, translated
from mediadesk.aws.log_guard import Guarded, LogGuard
from mediadesk.aws.rows import Row
from mediadesk.domain.errors import MediadeskError, WriteConflict
from mediadesk.settings import Settings

R = TypeVar("R", bound=Row)

PAUSES_S: Final = (0.02, 0.05, 0.1, 0.2)
"""How long to wait at most before each repeat of a write that collided with a transaction."""


class Deciding(Guarded):
    """For writes that bear a stamp: they happen soon, or this caller does not make them happen."""

    def __init__(self, guard: LogGuard, other: Connection) -> None:
        super().__init__(
            guard,
            connect_timeout_seconds=2,
            read_timeout_seconds=2,
            retry_configuration={"mode": "standard", "total_max_attempts": 1},
        )
        self._other = other

    @property
    def session(self) -> Session:
        """The other's: a new one would read the description of the service once more."""
        return self._other.session


class Database:
    """What every store of one process shares."""

    def __init__(self, settings: Settings, pause: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._pause = pause
        self._bound: dict[type[Row], type[Row]] = {}
        guard = LogGuard(settings)
        self.connection = Guarded(
            guard,
            connect_timeout_seconds=2,
            read_timeout_seconds=5,
            retry_configuration={"mode": "standard", "total_max_attempts": 3},
        )
        self.deciding = Deciding(guard, self.connection)

    def rows(self, row: type[R]) -> type[R]:
        """`row`, bound to the table of this deployment."""
        if row not in self._bound:
            self._bound[row] = self._bind(row)
        return cast(type[R], self._bound[row])

    def transact(
        self, fill: Callable[[TransactWrite], None], lost: type[MediadeskError] = WriteConflict
    ) -> None:
        """Write what `fill` adds, all of it or nothing.

        `lost` when a condition does not hold; WriteConflict when others would not let us through.
        """
        self.get_through(lambda: self._commit(fill, self.connection, lost))

    def decide(self, fill: Callable[[TransactWrite], None]) -> None:
        """As `transact`, but nothing is sent again after silence: what was written is unknown."""
        self.get_through(lambda: self._commit(fill, self.deciding))

    def update(
        self,
        row: Row,
        actions: Sequence[Action],
        condition: Condition,
        lost: type[MediadeskError] = WriteConflict,
    ) -> None:
        """Change one item that transactions write to as well, and let `row` show it as it is then.

        `lost` when the condition does not hold; else as `transact`.
        """

        def write() -> None:
            with translated(lost):
                row.update(list(actions), condition)

        self.get_through(write)

    def put(self, row: Row, condition: Condition, lost: type[MediadeskError]) -> None:
        """As `update`, but the whole item."""

        def write() -> None:
            with translated(lost):
                row.save(condition)

        self.get_through(write)

    def update_all(self, updates: Sequence[dict[str, Any]]) -> None:
        """As `transact`, for many updates of one kind: models take far longer to say the same."""

        def write() -> None:
            with translated():
                self.connection.transact_write_items(
                    [], [], [], updates, client_request_token=str(uuid4())
                )

        self.get_through(write)

    def get_through(self, write: Callable[[], None]) -> None:
        """Repeat what collides with transactions on the same items; WriteConflict in the end."""
        for pause_s in PAUSES_S:
            try:
                return write()
            except Collision:
                self._pause(random.uniform(0, pause_s))  # noqa: S311 - spreads load, hides nothing
        try:
            return write()
        except Collision as error:
            raise WriteConflict("Others are writing the same items without a pause.") from error

    def _commit(
        self,
        fill: Callable[[TransactWrite], None],
        connection: Connection,
        lost: type[MediadeskError] = WriteConflict,
    ) -> None:
        # The token makes a repeat by the SDK harmless when only the answer was lost.
        token = str(uuid4())
        with (
            translated(lost),
            TransactWrite(connection=connection, client_request_token=token) as transaction,
        ):
            fill(transaction)

    def _bind(self, row: type[R]) -> type[R]:
        meta = type("Meta", (), {"table_name": self._settings.table_name(row.table)})
        bound = cast(
            type[R], new_class(row.__name__, (row,), {}, lambda body: body.update(Meta=meta))
        )
        # Left alone, each model makes a connection of its own, with a client and its cold start.
        table = bound._get_connection()
        if all(row.table is not other.table for other in self._bound):
            self.connection.add_meta_table(table.get_meta_table())
        table.connection = self.connection
        return bound
