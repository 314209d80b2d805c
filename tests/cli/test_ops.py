"""`mediactl ops`: which messages wait, and which were given up and why."""

import json

import boto3
import pytest

from tests.cli.conftest import Run
from tests.cli.desk import Desk
from tests.cli.queues import ASSET, BULK, JOB, REGION, STAGE, Queues


def test_queues_are_shown_with_what_is_in_them(run: Run, queues: Queues) -> None:
    queues.bury("message_unreadable", "message_unreadable")
    queues.client.send_message(QueueUrl=queues.work, MessageBody=JOB)
    queues.client.send_message(QueueUrl=queues.work, MessageBody=JOB, DelaySeconds=60)
    outcome = run("ops", "queues", *STAGE)
    heads, uploads, conversions, *_ = outcome.out.splitlines()
    assert heads.split() == ["QUEUE", "WAITING", "IN", "FLIGHT", "DELAYED", "DEAD", "LETTERS"]
    assert uploads.split() == ["uploads", "0", "0", "0", "0"]
    assert conversions.split() == ["conversions", "1", "0", "1", "2"]
    assert "mediactl ops dead-letters --stage moto" in outcome.err


def test_messages_that_are_worked_on_are_counted_apart(run: Run, queues: Queues) -> None:
    queues.client.send_message(QueueUrl=queues.work, MessageBody=JOB)
    queues.bodies(queues.work)
    items = run("ops", "queues", *STAGE, "--json").document["items"]
    assert items[1] == {
        "queue": "conversions",
        "waiting": 0,
        "in_flight": 1,
        "delayed": 0,
        "dead_letters": 0,
    }


def test_dead_letters_are_told_with_their_reasons(run: Run, queues: Queues) -> None:
    queues.bury("message_version_unknown")
    queues.client.send_message(QueueUrl=queues.dead, MessageBody="{no message of ours")
    first, second = run("ops", "dead-letters", *STAGE, "--json").document["items"]
    assert (first["queue"], first["asset_id"], first["body"]) == ("conversions", ASSET, JOB)
    assert (first["reason"], first["detail"]) == ("message_version_unknown", "detail 0")
    assert (second["reason"], second["detail"]) == ("deliveries_used_up", "")
    assert second["asset_id"] is None


def test_a_letter_of_storage_or_of_a_bulk_tells_what_it_is_about(run: Run, queues: Queues) -> None:
    event = json.dumps({"Records": [{"s3": {"object": {"key": f"uploads/{ASSET}"}}}]})
    queues.client.send_message(QueueUrl=queues.urls["UploadsDeadLettersUrl"], MessageBody=event)
    bulk = json.dumps({"bulk_id": BULK})
    queues.client.send_message(QueueUrl=queues.urls["BulkDeadLettersUrl"], MessageBody=bulk)
    told = run("ops", "dead-letters", *STAGE).out.splitlines()
    assert [line.split()[0] for line in told[1:]] == ["uploads", "bulks"]
    assert ASSET in told[1]
    assert BULK in told[2]


def test_what_was_only_looked_at_can_be_received_at_once(run: Run, queues: Queues) -> None:
    queues.bury(*["media_damaged"] * 25)
    assert len(run("ops", "dead-letters", *STAGE, "--json").document["items"]) == 25
    assert len(queues.bodies(queues.dead)) == 25


def test_dead_letters_of_one_queue_and_one_reason_can_be_asked_for(
    run: Run, queues: Queues
) -> None:
    queues.bury("media_damaged", "conversion_no_space")
    told = run("ops", "dead-letters", "conversions", *STAGE, "--reason", "media_damaged").out
    assert len(told.splitlines()) == 2
    assert "no such messages" in run("ops", "dead-letters", "bulks", *STAGE).err


def test_a_list_that_was_cut_says_that_there_may_be_more(run: Run, queues: Queues) -> None:
    queues.bury(*["media_damaged"] * 5)
    outcome = run("ops", "dead-letters", *STAGE, "--limit", "2")
    assert len(outcome.out.splitlines()) == 3
    assert "conversions: there may be more, --limit 8" in outcome.err


def test_a_stage_that_is_not_there_is_told_in_the_words_of_aws(run: Run, queues: Queues) -> None:
    outcome = run("ops", "queues", "--stage", "elsewhere")
    assert outcome.exit_code == 5
    assert "mediadesk-elsewhere-data" in outcome.err
    assert "OperatorRole" in outcome.err


def test_a_profile_that_is_not_there_is_told(run: Run, queues: Queues) -> None:
    outcome = run("ops", "queues", *STAGE, "--profile", "nobody")
    assert outcome.exit_code == 5
    assert "nobody" in outcome.err


def test_a_stack_of_another_version_is_told(run: Run, queues: Queues) -> None:
    template = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})
    boto3.client("cloudformation", region_name=REGION).create_stack(
        StackName="mediadesk-old-data", TemplateBody=template
    )
    outcome = run("ops", "queues", "--stage", "old")
    assert outcome.exit_code == 2
    assert "stack_too_old" in outcome.err


def test_the_local_stack_is_reached_where_its_outputs_say_and_never_with_a_profile(
    run: Run, desk: Desk
) -> None:
    outcome = run("ops", "queues", env={"AWS_ACCESS_KEY_ID": "mine", "AWS_REGION": "us-east-1"})
    assert outcome.exit_code == 5
    assert "Credential=test/" in desk.asked[0].headers["authorization"]
    assert "eu-central-1" in desk.asked[0].headers["authorization"]


def test_an_unknown_queue_is_a_usage_error(run: Run) -> None:
    assert run("ops", "redrive", "lost", "--yes").exit_code == 2


@pytest.mark.parametrize("words", ["queues", "dead-letters", "redrive"])
def test_operators_commands_take_a_role_and_no_token(run: Run, words: str) -> None:
    told = run("ops", words, "--help", env={"COLUMNS": "120"}).out
    for option in ("--stage", "--profile", "AWS_PROFILE", "--region", "--outputs", "--json"):
        assert option in told
    assert "--token" not in told
