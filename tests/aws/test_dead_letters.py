"""The dead-letter queue of conversions, on moto and on the emulator."""

from uuid import uuid4

import boto3
import pytest

from mediadesk.aws import clients
from mediadesk.aws.dead_letters import DETAIL_LENGTH, SqsDeadLetters
from mediadesk.domain.errors import ServiceUnavailable
from tests.aws.responses import Planned, ok

BODY = '{"schema_version": 7, "text": "é"}'


@pytest.fixture
def queue_url(aws: str) -> str:
    return boto3.client("sqs").create_queue(QueueName=f"dead-{uuid4()}")["QueueUrl"]


def buried(queue_url: str) -> tuple[str, dict[str, str]]:
    """The one message there, with what is told of it."""
    [message] = boto3.client("sqs").receive_message(
        QueueUrl=queue_url, MessageAttributeNames=["All"]
    )["Messages"]
    told = message.get("MessageAttributes", {})
    return message["Body"], {name: told[name]["StringValue"] for name in told}


def test_a_message_is_kept_as_it_was_beside_its_reason(queue_url: str) -> None:
    SqsDeadLetters(clients.sqs(), queue_url).bury(BODY, "message_unknown_version", "version 7")
    told = {"reason": "message_unknown_version", "detail": "version 7"}
    assert buried(queue_url) == (BODY, told)


def test_a_detail_is_cut_and_keeps_only_what_the_queue_takes(queue_url: str) -> None:
    detail = "\x00\x1f\ud800\uffff\t\n é \U0001f4fc" + "x" * 1000
    SqsDeadLetters(clients.sqs(), queue_url).bury(BODY, "reason", detail)
    _, told = buried(queue_url)
    assert told["detail"].startswith("\ufffd\ufffd\ufffd\ufffd\t\n é \U0001f4fcx")
    assert len(told["detail"]) == DETAIL_LENGTH


@pytest.mark.usefixtures("on_moto")
def test_where_there_is_nothing_to_add_nothing_is_told() -> None:
    client = clients.sqs()
    asked = Planned(client, ok(MessageId="1")).requests
    SqsDeadLetters(client, "https://sqs.test/queue").bury(BODY, "reason", "")
    assert "detail" not in str(asked[0].body)


def test_a_queue_that_is_not_there_is_a_failure_of_the_service(queue_url: str) -> None:
    with pytest.raises(ServiceUnavailable):
        SqsDeadLetters(clients.sqs(), f"{queue_url}-absent").bury(BODY, "reason", "")
