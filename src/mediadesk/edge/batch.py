"""How a batch of records is worked off: each by itself, and only the failed ones come again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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

from mediadesk.domain.errors import JobHeld, MediadeskError
from mediadesk.edge.telemetry import logger, one_line

Failed = dict[str, None]
"""Ids of records, in the order in which they failed."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One walk over a batch of changes: something with each, and at last something for all.

    A change that fails comes again, and with it the later ones of the same item, so that they keep
    their order. If what is done at last fails, all come again.
    """

    each: Callable[[DynamoDBRecord], object]
    at_last: Callable[[], object] | None = None


def each_message(
    event: Mapping[str, Any], context: LambdaContext, handle: Callable[[SQSRecord], object]
) -> PartialItemFailureResponse:
    """Hand over every message of a queue; what `handle` raises brings that message back."""
    with _told(event, context) as failed:
        _walk(EventType.SQS, event, handle, failed)
    return _answer(failed)


def each_change(
    event: Mapping[str, Any], context: LambdaContext, handle: Callable[[DynamoDBRecord], object]
) -> PartialItemFailureResponse:
    """Hand over every record of a table's stream, oldest first."""
    return pass_by_pass(event, context, Pass(handle))


def pass_by_pass(
    event: Mapping[str, Any], context: LambdaContext, *passes: Pass
) -> PartialItemFailureResponse:
    """As `each_change`, once for each pass; the answer names what failed in any of them.

    What fails in one pass is still handed over in the next.
    """
    with _told(event, context) as failed:
        for each in passes:
            _walk(EventType.DynamoDBStreams, event, _in_order(each.each), failed)
            _finish(event, each, failed)
    return _answer(failed)


def record_id(record: SQSRecord | DynamoDBRecord) -> str | None:
    """By what AWS knows a record: the message id, or the place in the stream."""
    if isinstance(record, SQSRecord):
        return record.message_id
    return record.dynamodb.sequence_number if record.dynamodb else None


class EarlierFailed(Exception):
    """An earlier change of the same item failed: this one would overtake it."""


class _Processor(BatchProcessor):
    def failure_handler(self, record: Any, exception: ExceptionInfo) -> FailureResponse:  # noqa: ANN401 - as in the base class
        told = {"record_id": record_id(record)}
        if isinstance(exception[1], JobHeld | EarlierFailed):
            logger().info("held", extra=told)  # Nothing is wrong with this one.
        else:
            logger().error("record", exc_info=exception[1], extra=told)
        return super().failure_handler(record, exception)


@contextmanager
def _told(event: Mapping[str, Any], context: LambdaContext) -> Iterator[Failed]:
    """One line about the batch; gives what is to be filled with what failed."""
    failed: Failed = {}
    with one_line(context) as line:
        yield failed
        line.update(records=len(event["Records"]), failed=len(failed))
        line["outcome"] = "failed" if failed else "ok"


def _walk(
    kind: EventType, event: Mapping[str, Any], handle: Callable[..., object], failed: Failed
) -> None:
    # When all fail too, the answer must name them: an error of the whole call would hide which.
    processor = _Processor(event_type=kind, raise_on_entire_batch_failure=False)
    # The library passes the record by the keyword `record`.
    with processor(event["Records"], lambda record: handle(record)):
        processor.process()
    answer = processor.response()
    failed.update((str(each["itemIdentifier"]), None) for each in answer["batchItemFailures"])


def _in_order(handle: Callable[[DynamoDBRecord], object]) -> Callable[[DynamoDBRecord], None]:
    held_back: list[object] = []

    def handle_unless_overtaking(record: DynamoDBRecord) -> None:
        item = record.raw_event["dynamodb"].get("Keys")
        if item is not None and item in held_back:
            raise EarlierFailed
        try:
            handle(record)
        except BaseException:
            held_back.append(item)
            raise

    return handle_unless_overtaking


def _finish(event: Mapping[str, Any], walk: Pass, failed: Failed) -> None:
    if walk.at_last is None:
        return
    try:
        walk.at_last()
    except MediadeskError as failure:
        logger().error("batch", exc_info=failure)
        records = (DynamoDBRecord(record) for record in event["Records"])
        failed.update((record_id(record) or "", None) for record in records)


def _answer(failed: Failed) -> PartialItemFailureResponse:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
