"""The function that goes on with bulk operations, and the two queues that feed it."""

from dataclasses import dataclass
from typing import Final

from constructs import Construct

from infra.config import Stage
from infra.constructs import bulks
from infra.constructs.queues import WorkQueue
from infra.constructs.tables import Tables
from infra.function import Function, Ground, Limits

WORKER_TIMEOUT_S: Final = 120
HIDDEN_TIMES: Final = 2
"""A worker that died must not keep all large bulks waiting; a second look does no harm."""


@dataclass(frozen=True, slots=True)
class BulkQueues:
    """One that can hold a message back, and one that gives large bulks out one at a time."""

    standard: WorkQueue
    large: WorkQueue

    @property
    def settings(self) -> dict[str, str]:
        return {
            "bulk_queue_url": self.standard.queue.queue_url,
            "large_bulk_queue_url": self.large.queue.queue_url,
        }

    def let_send(self, function: Function) -> None:
        queues = (self.standard.queue, self.large.queue)
        function.allow("sqs:SendMessage", on=[queue.queue_arn for queue in queues])


def bulk_queues(scope: Construct, *, stage: Stage) -> BulkQueues:
    """What is lost from either comes again: the sweep of every minute finds it."""

    def queue(construct_id: str, *, is_fifo: bool) -> WorkQueue:
        return WorkQueue(
            scope,
            construct_id,
            stage=stage,
            worker_timeout_s=WORKER_TIMEOUT_S,
            attempts=5,
            hidden_times=HIDDEN_TIMES,
            is_fifo=is_fifo,
        )

    return BulkQueues(queue("Bulks", is_fifo=False), queue("LargeBulks", is_fifo=True))


class Bulking(Construct):
    """`assign.on_bulk`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        tables: Tables,
        queues: BulkQueues,
    ) -> None:
        super().__init__(scope, construct_id)
        self._tables = tables
        self._queues = queues
        self.on_bulk = self._on_bulk(ground)

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_bulk,)

    def _on_bulk(self, ground: Ground) -> Function:
        function = Function(
            self,
            module="assign.on_bulk",
            ground=ground,
            settings=self._queues.settings,
            limits=Limits(WORKER_TIMEOUT_S, memory_mb=1024),
        )
        for let in (
            bulks.let_read,
            bulks.let_read_members,
            bulks.let_claim,
            bulks.let_decide,
            bulks.let_store,
        ):
            let(function, self._tables)
        self._queues.let_send(function)
        # One at a time: after a failure nothing else of the same group may be acknowledged.
        self._queues.standard.feed(function, batch_size=1, workers=10)
        self._queues.large.feed(function, batch_size=1, workers=2, construct_id="FeedLarge")
        return function
