"""SQS: convert one uploaded file, or a piece of a long one, and record the outcome."""

import tempfile
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.convert import self_check, workspace
from functions.convert.ffmpeg import FfmpegTranscoder
from functions.convert.pieces import FfmpegPieceMaker
from mediadesk import wiring
from mediadesk.contracts.events import ConversionMessage, PieceRequested, Unreadable, read_message
from mediadesk.domain.errors import JobHeld, MediadeskError
from mediadesk.edge.batch import each_message

CLOSING_TIME_S: Final = 10.0
"""Seconds kept at the end of a call to record that the encoder was stopped."""


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the messages that must be delivered again."""
    return each_message(event, context, lambda record: _deal_with(record, context))


def _deal_with(record: SQSRecord, context: LambdaContext) -> None:
    try:
        message = read_message(record.body)
    except Unreadable as unreadable:
        wiring.poison_care().bury(record.body, unreadable.reason, str(unreadable))
        return
    deliveries = int(record.attributes.approximate_receive_count or 1)
    is_last = deliveries >= wiring.settings().conversion_deliveries
    try:
        _work(message, record.receipt_handle, deliveries, context)
    except JobHeld:
        # Somebody is at it, and would be replaced by the sweep: nothing is lost by the last one.
        if not is_last:
            raise
    except MediadeskError as failure:
        if not is_last:
            raise
        wiring.poison_care().bury(record.body, failure.code, failure.detail)


def _work(
    message: ConversionMessage, receipt_handle: str, deliveries: int, context: LambdaContext
) -> None:
    hold = wiring.held_message(receipt_handle, deliveries)
    binary, limits = self_check.checked(), wiring.settings().media_limits

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000 - CLOSING_TIME_S

    workspace.forget_killed()
    with tempfile.TemporaryDirectory(prefix=workspace.own_prefix()) as folder:
        bench = wiring.workbench(
            hold=hold,
            transcoder=FfmpegTranscoder(binary, seconds_left, limits),
            piece_maker=FfmpegPieceMaker(binary, seconds_left, limits),
            folder=Path(folder),
            request_id=context.aws_request_id,
        )
        if isinstance(message, PieceRequested):
            wiring.piece_worker().work(message, bench)
        else:
            wiring.conversion_worker().convert(message, bench)
