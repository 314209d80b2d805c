"""`mediactl ops redrive`: messages go back to their queue, and none is lost on the way."""

import json

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from mediadesk.aws.queue_care import QueueCare
from mediadesk.domain.errors import ServiceUnavailable
from tests.cli.conftest import Run
from tests.cli.queues import ASSET, BULK, JOB, REGION, STAGE, Queues


def test_a_redrive_moves_all_back_without_the_notes_about_them(run: Run, queues: Queues) -> None:
    queues.bury(*["conversion_no_space"] * 23)
    outcome = run("ops", "redrive", "conversions", *STAGE, "--yes")
    assert outcome.exit_code == 0
    assert outcome.out == "conversions: 23 of 23 messages moved.\n"
    assert queues.bodies(queues.dead) == []
    [message] = queues.client.receive_message(
        QueueUrl=queues.work, MessageAttributeNames=["All"], VisibilityTimeout=0
    )["Messages"]
    assert "MessageAttributes" not in message
    assert queues.bodies(queues.work) == [JOB] * 23


def test_a_redrive_takes_those_with_a_reason_and_leaves_the_others(
    run: Run, queues: Queues
) -> None:
    queues.bury("media_damaged", "conversion_no_space", "media_damaged")
    queues.client.send_message(QueueUrl=queues.dead, MessageBody="moved by the queue itself")
    told = run("ops", "redrive", "conversions", *STAGE, "--yes", "--reason", "deliveries_used_up")
    assert told.out == "conversions: 1 of 4 messages moved.\n"
    assert queues.bodies(queues.work) == ["moved by the queue itself"]
    assert queues.bodies(queues.dead) == [JOB] * 3


def test_a_redrive_stops_at_its_limit(run: Run, queues: Queues) -> None:
    queues.bury(*["media_damaged"] * 15)
    done = run("ops", "redrive", "conversions", *STAGE, "--yes", "--limit", "4", "--json").document
    assert (done["moved"], len(done["items"])) == (4, 4)
    assert len(queues.bodies(queues.dead)) == 11


def test_a_dry_run_moves_nothing(run: Run, queues: Queues) -> None:
    queues.bury("media_damaged", "conversion_no_space")
    outcome = run("ops", "redrive", "conversions", *STAGE, "--dry-run")
    assert "conversions: 2 of 2 messages would be moved." in outcome.out
    assert ASSET in outcome.out
    assert queues.bodies(queues.work) == []
    assert len(queues.bodies(queues.dead)) == 2


def test_it_is_asked_before_anything_is_moved(run: Run, queues: Queues) -> None:
    queues.bury("media_damaged", "media_damaged")
    refused = run("ops", "redrive", "conversions", *STAGE, typed_in="n\n")
    assert refused.exit_code == 1
    assert "Move up to 2 messages?" in refused.err
    assert queues.bodies(queues.work) == []
    assert run("ops", "redrive", "conversions", *STAGE, typed_in="y\n").exit_code == 0
    assert len(queues.bodies(queues.work)) == 2


def test_what_comes_back_meanwhile_is_not_moved_a_second_time(queues: Queues) -> None:
    queues.bury("media_damaged", "media_damaged")
    moved = 0
    with QueueCare.of(region=REGION).opened(queues.dead) as letters:
        for letter in letters.each(2):
            moved += 1
            letters.move(letter, queues.work)
            queues.bury("media_damaged")
    assert moved == 2
    assert len(queues.bodies(queues.dead)) == 2


def test_a_message_that_can_not_be_sent_stays(run: Run, queues: Queues) -> None:
    queues.bury("media_damaged", "media_damaged")
    queues.client.delete_queue(QueueUrl=queues.work)
    outcome = run("ops", "redrive", "conversions", *STAGE, "--yes", "--json")
    assert outcome.exit_code == 5
    assert outcome.document["error"]["code"] == "aws_refused"
    assert "SendMessage" in outcome.document["error"]["message"]
    assert "0 messages were moved before this." in outcome.err
    assert len(queues.bodies(queues.dead)) == 2


def test_a_message_that_can_not_be_deleted_is_there_twice_and_not_lost(queues: Queues) -> None:
    queues.bury("media_damaged")
    client = boto3.client("sqs", region_name=REGION)

    def unreachable(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url=queues.dead)

    client.meta.events.register("before-call.sqs.DeleteMessage", unreachable)
    care = QueueCare(client, boto3.client("cloudformation", region_name=REGION))
    with care.opened(queues.dead) as letters:
        [letter] = letters.each(1)
        with pytest.raises(ServiceUnavailable):
            letters.move(letter, queues.work)
    assert queues.bodies(queues.work) == [JOB]
    assert queues.bodies(queues.dead) == [JOB]


def test_a_queue_that_keeps_an_order_gets_its_messages_in_their_group(
    run: Run, queues: Queues
) -> None:
    body = json.dumps({"bulk_id": BULK, "is_large": True})
    dead, work = queues.urls["LargeBulkDeadLettersUrl"], queues.urls["LargeBulkQueueUrl"]
    for number in range(3):
        queues.client.send_message(
            QueueUrl=dead,
            MessageBody=body,
            MessageGroupId="large",
            MessageDeduplicationId=f"d-{number}",
        )
    told = run("ops", "redrive", "large-bulks", *STAGE, "--yes").out
    assert told == "large-bulks: 3 of 3 messages moved.\n"
    found = queues.client.receive_message(
        QueueUrl=work, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert [message["Attributes"]["MessageGroupId"] for message in found] == ["large"] * 3
