"""The conversion queue: hands messages over, and keeps one from others while it is worked on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from mediadesk.aws.failures import error_code, translated
from mediadesk.contracts.events import ConversionMessage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# SQS documents the first; what it says of a handle that has served its time is the second.
NOT_HELD: Final = frozenset(
    {
        "AWS.SimpleQueueService.MessageNotInflight",
        "InvalidParameterValue",
        "MessageNotInflight",
        "ReceiptHandleIsInvalid",
    }
)


class SqsJobQueue:
    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, messages: Sequence[ConversionMessage]) -> None:
        # One by one: a batch's answer may name some that were not taken, which is one fault more
        # to live through, and the emulator asks for a permission for it that AWS does not know.
        for message in messages:
            with translated():
                self._client.send_message(
                    QueueUrl=self._queue_url, MessageBody=message.model_dump_json()
                )


class SqsHold:
    """Does nothing once the message is not held any more: the lease decides who works."""

    def __init__(self, client: "SQSClient", queue_url: str, receipt_handle: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._receipt_handle = receipt_handle

    def keep_for(self, seconds: int) -> None:
        with translated():
            try:
                self._client.change_message_visibility(
                    QueueUrl=self._queue_url,
                    ReceiptHandle=self._receipt_handle,
                    VisibilityTimeout=seconds,
                )
            except ClientError as error:
                if error_code(error) not in NOT_HELD:
                    raise
