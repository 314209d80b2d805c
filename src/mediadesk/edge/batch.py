"""How a batch of records is worked off: each by itself, and only the failed ones come again."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    ExceptionInfo,
    FailureResponse,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk.domain.errors import JobHeld
from mediadesk.edge.telemetry import logger, one_line


def each_message(
    event: Mapping[str, Any], context: LambdaContext, handle: Callable[[SQSRecord], object]
) -> PartialItemFailureResponse:
    """Hand over every message of a queue; what `handle` raises brings that message back."""
    return _each(EventType.SQS, event, context, handle)


def each_change(
    event: Mapping[str, Any], context: LambdaContext, handle: Callable[[DynamoDBRecord], object]
) -> PartialItemFailureResponse:
    """Hand over every record of a table's stream, oldest first."""
    return _each(EventType.DynamoDBStreams, event, context, handle)


def record_id(record: SQSRecord | DynamoDBRecord) -> str | None:
    """By what AWS knows a record: the message id, or the place in the stream."""
    if isinstance(record, SQSRecord):
        return record.message_id
    return record.dynamodb.sequence_number if record.dynamodb else None


class _Processor(BatchProcessor):
    def failure_handler(self, record: Any, exception: ExceptionInfo) -> FailureResponse:  # noqa: ANN401 - as in the base class
        told = {"record_id": record_id(record)}
        if isinstance(exception[1], JobHeld):
            logger().info("held", extra=told)  # Nothing is wrong: somebody else is at it.
        else:
            logger().error("record", exc_info=exception[1], extra=told)
        return super().failure_handler(record, exception)


def _each(
    kind: EventType, event: Mapping[str, Any], context: LambdaContext, handle: Callable[..., object]
) -> PartialItemFailureResponse:
    # When all fail too, the answer must name them: an error of the whole call would hide which.
    processor = _Processor(event_type=kind, raise_on_entire_batch_failure=False)
    with one_line(context) as line:
        # The library passes the record by the keyword `record`.
        with processor(event["Records"], lambda record: handle(record)):
            processor.process()
        failed = len(processor.fail_messages)
        line.update(records=len(event["Records"]), failed=failed)
        line["outcome"] = "failed" if failed else "ok"
    return processor.response()
