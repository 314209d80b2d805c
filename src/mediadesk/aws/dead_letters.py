"""The dead-letter queue of conversions, for messages that are put there on purpose."""

import re
from typing import TYPE_CHECKING, Final

from mediadesk.aws.failures import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef

DETAIL_LENGTH: Final = 500
REFUSED: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What SQS takes in no text: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html"""


class SqsDeadLetters:
    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def bury(self, body: str, reason: str, detail: str) -> None:
        told = {"reason": reason, "detail": REFUSED.sub("\ufffd", detail)[:DETAIL_LENGTH]}
        # An attribute can't be empty.
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            name: {"DataType": "String", "StringValue": text} for name, text in told.items() if text
        }
        with translated():
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=body, MessageAttributes=attributes
            )
