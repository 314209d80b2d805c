"""What operators see, and what wakes them."""

import json
from typing import Any

import pytest

from infra.constructs import measures
from mediadesk.domain.media import OutputKind
from mediadesk.edge import live_metrics, metrics
from tests.infra.templates import Resource, Templates, written_out

pytestmark = pytest.mark.slow

Captured = pytest.CaptureFixture[str]


def alarms(stage: Templates) -> dict[str, Resource]:
    """By their names, without what every name of the stage begins with."""
    found = stage.properties("AWS::CloudWatch::Alarm")
    return {alarm["AlarmName"].removeprefix("mediadesk-prod-"): alarm for alarm in found}


def told(capsys: Captured) -> dict[str, set[str]]:
    """Every metric that the code tells, with what it is told apart by."""
    meter = metrics.EmfMeter()
    meter.started(1, 1)
    meter.made(OutputKind.GIF, 1.0, 1)
    meter.completed(1.0)
    meter.failed("media_no_video", "last words")
    meter.buried("message_unreadable")
    live = live_metrics.EmfLiveMeter()
    live.opened(1)
    live.closed()
    live.refused("too_many_connections")
    live.delivered(frames=1, gone=1, cut=1, lags_ms=[1.0])
    found: dict[str, set[str]] = {}
    for line in map(json.loads, capsys.readouterr().out.splitlines()):
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        for metric in directive["Metrics"]:
            by = {name for names in directive["Dimensions"] for name in names}
            found[metric["Name"]] = found.get(metric["Name"], set()) | by
    return found


def shown(stage: Templates) -> list[Any]:
    """The rows of every graph, each as CloudWatch reads it."""
    (board,) = stage.properties("AWS::CloudWatch::Dashboard")
    body = json.loads(written_out(board["DashboardBody"]))
    return [row for widget in body["widgets"] for row in widget["properties"]["metrics"]]


def test_a_buried_message_of_any_queue_sets_off_an_alarm(prod: Templates) -> None:
    for queue in ("uploads", "conversions", "bulks", "large-bulks"):
        alarm = alarms(prod)[f"{queue}-dead-letters"]
        assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
        assert "DeadLetters" in written_out(alarm["Dimensions"][0]["Value"])
        assert alarm["Threshold"] == 1


def test_every_alarm_tells_the_topic_and_silence_sets_off_none(prod: Templates) -> None:
    (topic,) = prod.resources("AWS::SNS::Topic")
    for name, alarm in alarms(prod).items():
        assert alarm["AlarmActions"] == [{"Ref": topic}], name
        assert alarm["TreatMissingData"] == "notBreaching", name


def test_failures_are_looked_at_as_their_share_once_enough_have_ended(prod: Templates) -> None:
    metrics_of = {m["Id"]: m for m in alarms(prod)["conversions-failing"]["Metrics"]}
    asked = {m["MetricStat"]["Stat"] for m in metrics_of.values() if "MetricStat" in m}
    (share,) = [m["Expression"] for m in metrics_of.values() if "Expression" in m]
    assert asked == {"Sum", "SampleCount"}
    assert share == "IF(ended >= 20, 100 * failed / ended, 0)"


def test_the_converter_is_watched_for_errors_throttles_and_its_time(prod: Templates) -> None:
    watched = {name: a.get("MetricName") for name, a in alarms(prod).items()}
    assert watched["converter-errors"] == "Errors"
    assert watched["converter-throttles"] == "Throttles"
    assert watched["converter-slow"] == "Duration"
    assert alarms(prod)["converter-slow"]["Threshold"] < 900 * 1000


def test_changes_that_wait_or_were_given_up_set_off_an_alarm(prod: Templates) -> None:
    for name, late_s in (("notify", 300), ("archive", 3600)):
        late, lost = alarms(prod)[f"{name}-late"], alarms(prod)[f"{name}-lost"]
        assert (late["MetricName"], late["Threshold"]) == ("IteratorAge", late_s * 1000)
        assert lost["MetricName"] == "ApproximateNumberOfMessagesVisible"
        assert "Lost" in written_out(lost["Dimensions"][0]["Value"])
        assert lost["Threshold"] == 1


def test_slow_delivery_and_many_cut_connections_set_off_an_alarm(prod: Templates) -> None:
    slow, cut = alarms(prod)["delivery-slow"], alarms(prod)["connections-cut"]
    asked = [alarm["Metrics"][0]["MetricStat"] for alarm in (slow, cut)]
    assert [(stat["Metric"]["MetricName"], stat["Stat"]) for stat in asked] == [
        ("DeliveryLag", "p95"),
        ("ConnectionsCut", "Sum"),
    ]
    assert (slow["Threshold"], asked[0]["Period"]) == (5000, 300)


def test_what_is_looked_at_is_what_the_code_tells(prod: Templates, capsys: Captured) -> None:
    assert (measures.NAMESPACE, measures.SERVICE) == (metrics.NAMESPACE, metrics.SERVICE)
    known = told(capsys)
    rows = shown(prod)
    plain = {row[1] for row in rows if row[0] == measures.NAMESPACE}
    searched = [row[0]["expression"] for row in rows if "SEARCH" in str(row[0])]
    assert plain <= known.keys()
    assert len(searched) == 6
    for expression in searched:
        name = expression.partition('MetricName="')[2].partition('"')[0]
        dimensions = expression.partition("{mediadesk,")[2].partition("}")[0].split(",")
        assert set(dimensions) == known[name]
        assert 'stage="prod"' in expression


def test_the_dashboard_shows_queues_conversions_and_live_status(prod: Templates) -> None:
    rows = str(shown(prod))
    for name in (
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateAgeOfOldestMessage",
        "ConversionCompleted",
        "ConversionRetried",
        "OutputSeconds",
        "OutputBytes",
        "Throttles",
        "Duration",
        "ConnectionsOpened",
        "ConnectCount",
        "ConnectionsCut",
        "FramesDelivered",
        "DeliveryLag",
        "IteratorAge",
    ):
        assert name in rows


def test_the_local_stage_is_watched_by_whoever_runs_it(local: Templates) -> None:
    for kind in ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::SNS::Topic"):
        assert not local.resources(kind)
