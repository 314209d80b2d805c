"""The logs' streams: copy each new entry to the archive, and make noise about any other change."""

from typing import Any, Final

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.trail import Recorded
from mediadesk.edge.batch import each_change
from mediadesk.edge.telemetry import logger

ALARM: Final = "log_entry_altered"
"""Counted in the log by an alarm of the stage, so it must not change alone."""


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the changes that must be delivered again."""
    return each_change(event, context, _archive)


def _archive(record: DynamoDBRecord) -> None:
    images = record.raw_event["dynamodb"]
    before, after = images.get("OldImage"), images.get("NewImage")
    # Whoever stores a bulk's entry once more writes just what is there.
    if before == after:
        return
    if before is not None:
        _sound(record.raw_event["eventName"], wiring.recorded_from_image(before))
    if after is not None:
        wiring.archive().add(wiring.recorded_from_image(after))


def _sound(change: str, entry: Recorded) -> None:
    logger().error(
        ALARM,
        extra={
            "change": change,
            "chain": entry.chain,
            "sequence": entry.sequence,
            "entry_hash": entry.hash,
        },
    )
