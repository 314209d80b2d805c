"""SQS, fed by S3: check what landed and queue its conversion."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.contracts.events import StorageEvent
from mediadesk.edge.batch import each_message


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    return each_message(event, context, _receive)


def _receive(message: SQSRecord) -> None:
    for fact in StorageEvent.model_validate_json(message.body).records:
        wiring.arrivals().receive(fact.s3.object.name, message.message_id)
