"""SQS: convert one uploaded file, and record the outcome."""

import tempfile
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.convert import workspace
from functions.convert.binary import located
from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk import wiring
from mediadesk.contracts.events import ConversionRequested
from mediadesk.edge.batch import each_message

CLOSING_TIME_S: Final = 10.0
"""Seconds kept at the end of a call to record that the encoder was stopped."""
UNREAD_S: Final = 60
"""How long a message is hidden while nobody knows yet what it says."""


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers with the messages that must be delivered again."""
    return each_message(event, context, lambda record: _convert(record, context))


def _convert(record: SQSRecord, context: LambdaContext) -> None:
    hold = wiring.message_holds()(record.receipt_handle)
    # One that can't be read goes through its deliveries in minutes, not in days.
    hold.keep_for(UNREAD_S)
    request = ConversionRequested.model_validate_json(record.body)
    transcoder = FfmpegTranscoder(located(), lambda: _seconds_left(context))
    workspace.forget_killed()
    with tempfile.TemporaryDirectory(prefix=workspace.PREFIX) as folder:
        wiring.converter().convert(request, hold, transcoder, Path(folder), context.aws_request_id)


def _seconds_left(context: LambdaContext) -> float:
    return context.get_remaining_time_in_millis() / 1000 - CLOSING_TIME_S
