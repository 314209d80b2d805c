"""Every function has its limits, its settings and its log; what wakes it gives it time."""

import pytest

from functions.assign import on_archive
from mediadesk.settings import PREFIX, Settings
from tests.infra.conftest import ENGINE
from tests.infra.templates import Resource, Templates

pytestmark = pytest.mark.slow


def test_every_function_runs_on_arm_with_the_python_that_we_build_for(prod: Templates) -> None:
    for function in prod.functions().values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]


def test_a_function_gets_only_settings_that_the_code_reads(prod: Templates) -> None:
    known = {PREFIX + name.upper() for name in Settings.__slots__}
    for function in prod.functions().values():
        ours = {n for n in function["Environment"]["Variables"] if n.startswith(PREFIX)}
        assert ours <= known


def test_the_converter_gets_the_lease_of_its_stage(prod: Templates, local: Templates) -> None:
    lease = f"{PREFIX}JOB_LEASE_S"
    for module in ("convert.on_job", "convert.on_schedule"):
        assert prod.functions()[module]["Environment"]["Variables"][lease] == "60"
        assert local.functions()[module]["Environment"]["Variables"][lease] == "10"


def test_a_handshake_is_judged_by_where_the_console_comes_from(
    prod: Templates, local: Templates
) -> None:
    origin = f"{PREFIX}WEB_ORIGIN"
    knowing = {m for m, f in prod.functions().items() if origin in f["Environment"]["Variables"]}
    here = local.functions()["notify.on_authorize"]["Environment"]["Variables"]
    assert knowing == {"notify.on_authorize"}
    assert here[origin] == ENGINE


def test_an_admin_may_hold_more_sockets_open_where_tests_open_them(
    prod: Templates, local: Templates
) -> None:
    most = f"{PREFIX}CONNECTIONS_PER_ADMIN"
    for stage, expected in ((prod, "50"), (local, "500")):
        assert stage.functions()["notify.on_socket"]["Environment"]["Variables"][most] == expected


def test_every_function_logs_to_a_group_that_forgets(prod: Templates) -> None:
    groups = prod.resources("AWS::Logs::LogGroup")
    for function in prod.functions().values():
        group = groups[function["LoggingConfig"]["LogGroup"]["Ref"]]["Properties"]
        assert group["RetentionInDays"] == 365


def test_the_converter_has_room_and_time(prod: Templates) -> None:
    converter = prod.functions()["convert.on_job"]
    assert converter["Timeout"] == 900
    assert converter["MemorySize"] == 3538
    # An original of 5 GB, and its pieces.
    assert converter["EphemeralStorage"]["Size"] == 10240


def test_a_message_stays_hidden_for_six_times_its_worker_s_time(prod: Templates) -> None:
    hidden = {q.get("VisibilityTimeout") for q in prod.properties("AWS::SQS::Queue")}
    functions = prod.functions()
    for module in ("upload.on_object", "convert.on_job"):
        assert 6 * functions[module]["Timeout"] in hidden


def test_a_bulk_whose_worker_died_is_soon_in_other_hands(prod: Templates) -> None:
    queues = prod.resources("AWS::SQS::Queue")
    sources = sources_of(prod, "assign.on_bulk")
    timeout = prod.functions()["assign.on_bulk"]["Timeout"]
    assert len(sources) == 2
    for source in sources:
        queue = queues[queue_of(source)]["Properties"]
        assert queue["VisibilityTimeout"] == 2 * timeout
        assert source["BatchSize"] == 1


def test_large_bulks_come_one_at_a_time_and_what_fails_for_good_stays_in_their_order(
    prod: Templates,
) -> None:
    queues = prod.resources("AWS::SQS::Queue")
    (large,) = [q["Properties"] for q in queues.values() if is_fed_in_order(q["Properties"])]
    dead_letters = large["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert queues[dead_letters]["Properties"]["FifoQueue"]


def test_whoever_begins_a_bulk_or_goes_on_with_it_knows_both_queues(prod: Templates) -> None:
    names = {f"{PREFIX}BULK_QUEUE_URL", f"{PREFIX}LARGE_BULK_QUEUE_URL"}
    knowing = {
        module: names & function["Environment"]["Variables"].keys()
        for module, function in prod.functions().items()
    }
    assert {module: known for module, known in knowing.items() if known} == {
        "assign.on_request": names,
        "assign.on_bulk": names,
        "assign.on_schedule": names,
    }


def test_every_event_source_reports_single_failures(prod: Templates) -> None:
    sources = prod.properties("AWS::Lambda::EventSourceMapping")
    assert len(sources) == 9
    assert all(s["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for s in sources)


def test_changes_that_cannot_be_told_are_tried_again_for_an_hour_and_not_longer(
    prod: Templates,
) -> None:
    sources = prod.properties("AWS::Lambda::EventSourceMapping")
    streams = [source for source in sources if "StartingPosition" in source]
    told = [stream for stream in streams if stream["MaximumRecordAgeInSeconds"] == 3600]
    assert (len(streams), len(told)) == (5, 3)
    for stream in told:
        # Without a number of attempts only age ends them.
        assert "MaximumRetryAttempts" not in stream
        assert stream["BisectBatchOnFunctionError"]
        assert stream["DestinationConfig"]["OnFailure"]["Destination"]


def test_what_was_missed_is_looked_for_every_minute(prod: Templates) -> None:
    rules = prod.properties("AWS::Events::Rule")
    woken = {rule["Targets"][0]["Arn"]["Fn::GetAtt"][0] for rule in rules}
    functions = prod.resources("AWS::Lambda::Function")
    handlers = {functions[name]["Properties"]["Handler"] for name in woken}
    assert {rule["ScheduleExpression"] for rule in rules} == {"rate(1 minute)"}
    assert handlers == {
        "functions.upload.on_schedule.handler",
        "functions.convert.on_schedule.handler",
        "functions.assign.on_schedule.handler",
    }


def test_an_entry_is_copied_to_the_archive_for_as_long_as_its_stream_keeps_it(
    prod: Templates,
) -> None:
    sources = prod.properties("AWS::Lambda::EventSourceMapping")
    streams = [s for s in sources if s.get("MaximumRecordAgeInSeconds") == 24 * 3600]
    assert len(streams) == 2
    for stream in streams:
        assert "MaximumRetryAttempts" not in stream
        assert stream["DestinationConfig"]["OnFailure"]["Destination"]


def test_an_altered_entry_sets_off_an_alarm(prod: Templates) -> None:
    (altered,) = prod.properties("AWS::Logs::MetricFilter")
    assert altered["FilterPattern"] == f'{{ $.message = "{on_archive.ALARM}" }}'
    (metric,) = altered["MetricTransformations"]
    alarms = prod.properties("AWS::CloudWatch::Alarm")
    (threshold,) = [a["Threshold"] for a in alarms if a.get("MetricName") == metric["MetricName"]]
    assert threshold == 1


def sources_of(stage: Templates, module: str) -> list[Resource]:
    """What feeds a function."""
    functions = stage.resources("AWS::Lambda::Function")
    handler = f"functions.{module}.handler"
    (name,) = [n for n, f in functions.items() if f["Properties"]["Handler"] == handler]
    sources = stage.properties("AWS::Lambda::EventSourceMapping")
    return [source for source in sources if source["FunctionName"] == {"Ref": name}]


def queue_of(source: Resource) -> str:
    """The logical id of the queue, which another stack exports."""
    exported = str(source["EventSourceArn"]["Fn::ImportValue"])
    return exported.partition("GetAtt")[2].partition("Arn")[0]


def is_fed_in_order(queue: Resource) -> bool:
    return bool(queue.get("FifoQueue")) and "RedrivePolicy" in queue
