"""What conversions come to is told in lines that CloudWatch reads as numbers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mediadesk.domain.media import OutputKind
from mediadesk.edge.metrics import EmfMeter
from mediadesk.ports import Meter

Captured = pytest.CaptureFixture[str]
Line = dict[str, Any]

METER: Meter = EmfMeter()
TELLERS: dict[str, Callable[[], None]] = {
    "started": lambda: METER.started(1, 1),
    "made": lambda: METER.made(OutputKind.GIF, 1.5, 2048),
    "completed": lambda: METER.completed(12.5),
    "failed": lambda: METER.failed("media_no_video", "last words"),
    "buried": lambda: METER.buried("message_unreadable"),
}


def told(capsys: Captured) -> list[Line]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def dimensions(line: Line) -> list[set[str]]:
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    return [set(names) for names in metric["Dimensions"]]


@pytest.mark.parametrize("tell", TELLERS.values(), ids=TELLERS)
def test_every_fact_is_one_line_that_counts_for_the_stage(
    tell: Callable[[], None], capsys: Captured
) -> None:
    tell()
    (line,) = told(capsys)
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    assert metric["Namespace"] == "mediadesk"
    assert dimensions(line)[0] == {"service", "stage"}


def test_a_fact_names_the_stage_that_its_function_runs_in(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIADESK_STAGE", "prod")
    EmfMeter().started(1, 1)
    (line,) = told(capsys)
    assert (line["service"], line["stage"]) == ("mediadesk", "prod")


@pytest.mark.parametrize(("attempt", "run", "retried"), [(1, 1, 0), (1, 2, 1), (2, 1, 1)])
def test_whatever_is_done_once_more_counts_as_a_retry(
    attempt: int, run: int, retried: int, capsys: Captured
) -> None:
    METER.started(attempt, run)
    (line,) = told(capsys)
    assert (line["ConversionStarted"], line["ConversionRetried"]) == ([1], [retried])


def test_a_failure_counts_for_the_stage_and_apart_for_its_code(capsys: Captured) -> None:
    METER.failed("media_no_video", "last words")
    (line,) = told(capsys)
    assert line["ConversionFailed"] == [1]
    assert line["code"] == "media_no_video"
    assert dimensions(line) == [{"service", "stage"}, {"service", "stage", "code"}]


def test_the_average_of_failures_is_their_share_of_all_that_ended(capsys: Captured) -> None:
    for _ in range(3):
        METER.completed(12.5)
    METER.failed("media_no_video", "last words")
    failures = [line["ConversionFailed"] for line in told(capsys)]
    assert failures == [[0], [0], [0], [1]]


def test_an_output_has_its_seconds_and_its_bytes_by_kind(capsys: Captured) -> None:
    METER.made(OutputKind.GIF, 1.5, 2048)
    (line,) = told(capsys)
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    units = {told["Name"]: told["Unit"] for told in metric["Metrics"]}
    assert units == {"OutputSeconds": "Seconds", "OutputBytes": "Bytes"}
    assert (line["OutputSeconds"], line["OutputBytes"], line["kind"]) == ([1.5], [2048], "gif")


def test_one_fact_says_nothing_of_the_ones_before(capsys: Captured) -> None:
    METER.failed("media_no_video", "last words")
    METER.completed(12.5)
    _, line = told(capsys)
    assert line["ConversionSeconds"] == [12.5]
    assert "code" not in line
    assert dimensions(line) == [{"service", "stage"}]
