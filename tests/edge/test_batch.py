"""Batches: each record by itself, and only those that failed come again."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from mediadesk.edge.batch import each_change, each_message
from tests.gateway import Context


def messages(count: int) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{n}", "body": str(n)} for n in range(count)]}


def changes(count: int) -> dict[str, Any]:
    return {
        "Records": [
            {"eventID": str(n), "dynamodb": {"SequenceNumber": f"s{n}"}} for n in range(count)
        ]
    }


def failed(answer: Any) -> list[str]:  # noqa: ANN401 - the answer as the runtime gets it
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_every_pattern_of_failures_among_ten_messages_is_answered_exactly() -> None:
    for pattern in range(2**10):
        bad = {str(n) for n in range(10) if pattern >> n & 1}

        def handle(message: SQSRecord, bad: set[str] = bad) -> None:
            if message.body in bad:
                raise ValueError

        answer = each_message(messages(10), Context(), handle)

        assert failed(answer) == [f"m{n}" for n in sorted(bad)]


def test_a_failed_change_of_a_stream_is_named_by_its_place() -> None:
    def handle(record: DynamoDBRecord) -> None:
        if record.event_id == "1":
            raise ValueError

    assert failed(each_change(changes(3), Context(), handle)) == ["s1"]


def test_records_are_handed_over_in_their_order() -> None:
    seen: list[str | None] = []

    each_change(changes(5), Context(), lambda record: seen.append(record.event_id))

    assert seen == ["0", "1", "2", "3", "4"]


def test_a_failure_is_logged_with_its_record_and_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def handle(message: SQSRecord) -> None:
        raise ValueError("broken")

    each_message(messages(1), Context(), handle)

    record, call = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert record["record_id"] == "m0"
    assert "ValueError: broken" in record["exception"]
    assert (call["records"], call["failed"], call["outcome"]) == (1, 1, "failed")


def test_a_batch_without_failures_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    each_message(messages(3), Context(), lambda message: None)

    (line,) = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["outcome"], json.loads(line)["records"]) == ("ok", 3)


def test_a_process_that_is_told_to_stop_is_not_held_up() -> None:
    def handle(message: SQSRecord) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        each_message(messages(1), Context(), handle)
