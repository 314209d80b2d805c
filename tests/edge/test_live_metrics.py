"""What live status comes to is told in lines that CloudWatch reads as numbers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mediadesk.edge.live_metrics import EmfLiveMeter
from mediadesk.ports import LiveMeter

Captured = pytest.CaptureFixture[str]
Line = dict[str, Any]

METER: LiveMeter = EmfLiveMeter()
TELLERS: dict[str, Callable[[], None]] = {
    "opened": lambda: METER.opened(3),
    "closed": lambda: METER.closed(),
    "refused": lambda: METER.refused("too_many_connections"),
    "delivered": lambda: METER.delivered(frames=5, gone=1, cut=2, lags_ms=[12.5, 80]),
}


def told(capsys: Captured) -> list[Line]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def metric(line: Line) -> Line:
    (found,) = line["_aws"]["CloudWatchMetrics"]
    return dict(found)


def units(line: Line) -> dict[str, str]:
    return {each["Name"]: each["Unit"] for each in metric(line)["Metrics"]}


@pytest.mark.parametrize("tell", TELLERS.values(), ids=TELLERS)
def test_every_call_is_one_line_that_counts_for_the_stage(
    tell: Callable[[], None], capsys: Captured
) -> None:
    tell()
    (line,) = told(capsys)
    assert metric(line)["Namespace"] == "mediadesk"
    assert set(metric(line)["Dimensions"][0]) == {"service", "stage"}


def test_a_line_names_the_stage_that_its_function_runs_in(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIADESK_STAGE", "prod")
    EmfLiveMeter().closed()
    (line,) = told(capsys)
    assert (line["service"], line["stage"]) == ("mediadesk", "prod")


def test_an_opened_connection_tells_how_many_its_admin_has(capsys: Captured) -> None:
    METER.opened(3)
    (line,) = told(capsys)
    assert (line["ConnectionsOpened"], line["ConnectionsOfAdmin"]) == ([1], [3])


def test_a_refusal_counts_for_the_stage_and_apart_for_its_code(capsys: Captured) -> None:
    METER.refused("too_many_connections")
    (line,) = told(capsys)
    assert (line["ConnectionsRefused"], line["code"]) == ([1], "too_many_connections")
    assert [set(names) for names in metric(line)["Dimensions"]] == [
        {"service", "stage"},
        {"service", "stage", "code"},
    ]


def test_a_delivery_tells_each_lag(capsys: Captured) -> None:
    METER.delivered(frames=5, gone=1, cut=0, lags_ms=[12.5, 80, 7])
    (line,) = told(capsys)
    assert line["DeliveryLag"] == [12.5, 80, 7]
    assert (line["FramesDelivered"], line["ConnectionsGone"]) == ([5], [1])
    assert line["ConnectionsCut"] == [0]
    assert units(line) == {
        "DeliveryLag": "Milliseconds",
        "FramesDelivered": "Count",
        "ConnectionsGone": "Count",
        "ConnectionsCut": "Count",
    }


def test_a_delivery_of_progress_only_has_no_lag(capsys: Captured) -> None:
    METER.delivered(frames=2, gone=0, cut=0, lags_ms=[])
    (line,) = told(capsys)
    assert "DeliveryLag" not in units(line)


@pytest.mark.parametrize("count", [99, 100, 101, 250])
def test_more_lags_than_a_line_may_have_are_told_in_several_and_counted_once(
    count: int, capsys: Captured
) -> None:
    lags = [float(number) for number in range(count)]
    METER.delivered(frames=7, gone=0, cut=0, lags_ms=lags)
    lines = told(capsys)
    assert [lag for line in lines for lag in line.get("DeliveryLag", [])] == lags
    assert [line["FramesDelivered"] for line in lines if "FramesDelivered" in line] == [[7]]
    assert all(set(metric(line)["Dimensions"][0]) == {"service", "stage"} for line in lines)


def test_where_nothing_happened_nothing_is_told(capsys: Captured) -> None:
    METER.delivered(frames=0, gone=0, cut=0, lags_ms=[12.5])
    assert told(capsys) == []
