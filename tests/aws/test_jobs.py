"""The conversion queue, on moto and on the emulator."""

from uuid import uuid4

import boto3
import pytest

from mediadesk.aws import clients
from mediadesk.aws.jobs import SqsHold, SqsJobQueue
from mediadesk.contracts.events import (
    ConversionMessage,
    ConversionRequested,
    PieceRequested,
    read_message,
)
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import JobId
from tests.aws.responses import Planned, ok, refusal
from tests.builders import an_asset_id

REQUEST = ConversionRequested(job_id=JobId("job_1"), asset_id=an_asset_id(), attempt=2)
PIECES = [
    PieceRequested(job_id=JobId("job_1"), asset_id=an_asset_id(), attempt=2, run=1, number=number)
    for number in range(21)
]
HIDDEN_S = 60


@pytest.fixture
def queue_url(aws: str) -> str:
    client = boto3.client("sqs")
    name = f"conversion-{uuid4()}"
    made = client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": str(HIDDEN_S)})
    return made["QueueUrl"]


def received(queue_url: str) -> list[tuple[ConversionMessage, str]]:
    """What a converter is given now, with the handle of each message."""
    answer = boto3.client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [
        (read_message(message["Body"]), message["ReceiptHandle"])
        for message in answer.get("Messages", [])
    ]


def test_a_request_arrives_as_it_was_sent(queue_url: str) -> None:
    SqsJobQueue(clients.sqs(), queue_url).send([REQUEST])
    [(request, _)] = received(queue_url)
    assert request == REQUEST


def test_any_number_of_messages_is_handed_over(queue_url: str) -> None:
    SqsJobQueue(clients.sqs(), queue_url).send(PIECES)
    numbers: list[int] = []
    while messages := received(queue_url):
        numbers += [piece.number for piece, _ in messages if isinstance(piece, PieceRequested)]
    assert sorted(numbers) == list(range(21))


@pytest.mark.usefixtures("on_moto")
def test_none_at_all_asks_for_nothing() -> None:
    client = clients.sqs()
    asked = Planned(client, ok()).requests
    SqsJobQueue(client, "https://sqs.test/queue").send([])
    assert asked == []


def test_a_message_comes_again_when_it_is_held_no_longer(queue_url: str) -> None:
    SqsJobQueue(clients.sqs(), queue_url).send([REQUEST])
    [(_, handle)] = received(queue_url)
    assert received(queue_url) == []
    SqsHold(clients.sqs(), queue_url, handle).keep_for(0)
    [(request, _)] = received(queue_url)
    assert request == REQUEST


def test_to_hold_a_message_that_is_gone_changes_nothing(queue_url: str) -> None:
    SqsJobQueue(clients.sqs(), queue_url).send([REQUEST])
    [(_, handle)] = received(queue_url)
    boto3.client("sqs").delete_message(QueueUrl=queue_url, ReceiptHandle=handle)
    SqsHold(clients.sqs(), queue_url, handle).keep_for(HIDDEN_S)
    assert received(queue_url) == []


@pytest.mark.usefixtures("on_moto")
@pytest.mark.parametrize("code", ["InvalidParameterValue", "ReceiptHandleIsInvalid"])
def test_a_handle_that_aws_does_not_know_any_more_holds_nothing(code: str) -> None:
    client = clients.sqs()
    asked = Planned(client, refusal(code)).requests
    SqsHold(client, "https://sqs.test/queue", "handle").keep_for(HIDDEN_S)
    assert len(asked) == 1


def test_a_queue_that_is_not_there_is_a_failure_of_the_service(queue_url: str) -> None:
    absent = f"{queue_url}-absent"
    with pytest.raises(ServiceUnavailable):
        SqsJobQueue(clients.sqs(), absent).send([REQUEST])
    with pytest.raises(ServiceUnavailable):
        SqsHold(clients.sqs(), absent, "handle").keep_for(1)
