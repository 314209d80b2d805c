"""Batches: each record by itself, and only those that failed come again."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.edge.batch import Pass, each_change, each_message, pass_by_pass
from tests.gateway import Context


def messages(count: int) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{n}", "body": str(n)} for n in range(count)]}


def changes(count: int, items: str = "") -> dict[str, Any]:
    """`items` has a letter for each change: the same for those of one item."""
    keys = [{"Keys": {"pk": {"S": item}, "sk": {"S": "META"}}} for item in items] or [{}] * count
    return {
        "Records": [
            {"eventID": str(n), "dynamodb": {"SequenceNumber": f"s{n}", **keys[n]}}
            for n in range(count)
        ]
    }


class Handler:
    """Notes what it is handed, and fails with what it was told to."""

    def __init__(self, *bad: str) -> None:
        self.seen: list[str | None] = []
        self._bad = bad

    def __call__(self, record: DynamoDBRecord) -> None:
        self.seen.append(record.event_id)
        if record.event_id in self._bad:
            raise ValueError("broken")


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


def test_later_changes_of_an_item_that_failed_are_not_handed_over_but_fail_too() -> None:
    handle = Handler("1")

    answer = each_change(changes(7, "aabbaab"), Context(), handle)

    assert handle.seen == ["0", "1", "2", "3", "6"]
    assert failed(answer) == ["s1", "s4", "s5"]


def test_items_differ_by_their_whole_key() -> None:
    handle = Handler("0")
    event = changes(2, "aa")
    event["Records"][1]["dynamodb"]["Keys"]["sk"]["S"] = "HOLDERS"

    assert failed(each_change(event, Context(), handle)) == ["s0"]


def test_what_waits_for_an_earlier_change_is_no_error_in_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    each_change(changes(2, "aa"), Context(), Handler("0"))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["level"], line["message"]) for line in lines] == [
        ("ERROR", "record"),
        ("INFO", "held"),
        ("INFO", "call"),
    ]


def test_each_pass_sees_every_change_and_the_failures_of_all_are_answered_once() -> None:
    first, second = Handler("2", "3"), Handler("1", "3")

    answer = pass_by_pass(changes(5, "abcde"), Context(), Pass(first), Pass(second))

    assert first.seen == second.seen == ["0", "1", "2", "3", "4"]
    assert sorted(failed(answer)) == ["s1", "s2", "s3"]


def test_what_is_done_at_last_comes_after_the_changes_and_before_the_next_pass() -> None:
    steps: list[object] = []

    def note(record: DynamoDBRecord) -> None:
        steps.append(record.event_id)

    pass_by_pass(changes(2), Context(), Pass(note, lambda: steps.append("end")), Pass(note))

    assert steps == ["0", "1", "end", "0", "1"]


def test_when_what_is_done_at_last_fails_all_come_again_and_the_next_pass_is_walked() -> None:
    def refuse() -> None:
        raise ServiceUnavailable("Not now.")

    second = Handler()
    answer = pass_by_pass(changes(3), Context(), Pass(Handler("1"), refuse), Pass(second))

    assert sorted(failed(answer)) == ["s0", "s1", "s2"]
    assert second.seen == ["0", "1", "2"]


def test_what_nobody_foresaw_at_last_fails_the_whole_call() -> None:
    def crash() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        pass_by_pass(changes(1), Context(), Pass(Handler(), crash))


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
