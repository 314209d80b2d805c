"""How bulk operations are handed on, on the engines that stand in for AWS."""

import boto3
import pytest

from mediadesk.aws import clients
from mediadesk.aws.bulk_queue import SqsBulkQueue
from mediadesk.contracts.events import BulkContinued
from tests.builders import a_bulk_id


@pytest.fixture
def urls(aws: str) -> tuple[str, str]:
    """Of the standard queue, and of the FIFO queue."""
    sqs = boto3.client("sqs")
    plain = sqs.create_queue(QueueName="bulk")["QueueUrl"]
    large = sqs.create_queue(QueueName="large.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    for url in (plain, large):
        sqs.purge_queue(QueueUrl=url)
    return plain, large


def waiting(url: str) -> list[BulkContinued]:
    got = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    bodies = [message["Body"] for message in got.get("Messages", [])]
    return [BulkContinued.model_validate_json(body) for body in bodies]


def test_a_bulk_waits_in_the_queue_of_its_size(urls: tuple[str, str]) -> None:
    plain, large = urls
    queue = SqsBulkQueue(clients.sqs(), plain, large)
    queue.send(a_bulk_id(1))
    queue.send(a_bulk_id(2), is_large=True)
    assert waiting(plain) == [BulkContinued(bulk_id=a_bulk_id(1))]
    assert waiting(large) == [BulkContinued(bulk_id=a_bulk_id(2), is_large=True)]


def test_what_is_held_back_is_in_the_queue_that_can_do_so(urls: tuple[str, str]) -> None:
    plain, large = urls
    SqsBulkQueue(clients.sqs(), plain, large).send(a_bulk_id(), is_large=True, delay_s=900)
    assert (waiting(plain), waiting(large)) == ([], [])
    held = boto3.client("sqs").get_queue_attributes(
        QueueUrl=plain, AttributeNames=["ApproximateNumberOfMessagesDelayed"]
    )
    assert held["Attributes"]["ApproximateNumberOfMessagesDelayed"] == "1"


def test_a_large_bulk_may_be_sent_again(urls: tuple[str, str]) -> None:
    plain, large = urls
    queue = SqsBulkQueue(clients.sqs(), plain, large)
    for _ in range(2):
        queue.send(a_bulk_id(), is_large=True)
    attributes = boto3.client("sqs").get_queue_attributes(
        QueueUrl=large, AttributeNames=["ApproximateNumberOfMessages"]
    )
    assert attributes["Attributes"]["ApproximateNumberOfMessages"] == "2"
