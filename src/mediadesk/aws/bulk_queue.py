"""The queues by which bulk operations go on."""

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from mediadesk.aws.failures import translated
from mediadesk.contracts.events import BulkContinued
from mediadesk.domain.ids import BulkId

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LARGE: Final = "large"


class SqsBulkQueue:
    """Large bulks wait for one another; a FIFO queue can't hold a single message back, though."""

    def __init__(self, client: "SQSClient", queue_url: str, large_queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._large_queue_url = large_queue_url

    def send(self, bulk_id: BulkId, *, is_large: bool = False, delay_s: int = 0) -> None:
        is_large = is_large and not delay_s
        body = BulkContinued(bulk_id=bulk_id, is_large=is_large).model_dump_json()
        with translated():
            if is_large:
                # A bulk that is sent a second time has more to do: no send repeats another.
                self._client.send_message(
                    QueueUrl=self._large_queue_url,
                    MessageBody=body,
                    MessageGroupId=LARGE,
                    MessageDeduplicationId=str(uuid4()),
                )
            else:
                self._client.send_message(
                    QueueUrl=self._queue_url, MessageBody=body, DelaySeconds=delay_s
                )
