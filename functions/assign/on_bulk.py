"""SQS: go on with one bulk operation, whatever is next, for as long as this call lasts."""

from datetime import datetime, timedelta
from typing import Any, Final

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.contracts.events import BulkContinued
from mediadesk.edge.batch import each_message

CLOSING_TIME: Final = timedelta(seconds=15)
"""Kept at the end of a call to finish the batch of users at hand, and to hand the rest on."""


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the messages that must be delivered again."""
    return each_message(event, context, lambda record: _carry_on(record, context))


def _carry_on(record: SQSRecord, context: LambdaContext) -> None:
    message = BulkContinued.model_validate_json(record.body)
    storing, deadline = wiring.bulk_storing(), _deadline(context)
    storing.carry_on(message.bulk_id, deadline, may_store=not message.is_large)


def _deadline(context: LambdaContext) -> datetime:
    left = timedelta(milliseconds=context.get_remaining_time_in_millis())
    return wiring.clock() + left - CLOSING_TIME
