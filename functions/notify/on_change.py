"""Table stream: tell subscribers what became of an asset."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.edge.batch import each_change


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the changes that must be delivered again."""
    return each_change(event, context, _announce)


def _announce(record: DynamoDBRecord) -> None:
    images = record.raw_event["dynamodb"]
    if "NewImage" not in images:
        return
    before = images.get("OldImage")
    wiring.notifications().announce(
        None if before is None else wiring.asset_from_image(before),
        wiring.asset_from_image(images["NewImage"]),
    )
