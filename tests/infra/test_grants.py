"""Each function may do what it must, and no more."""

import pytest

from infra.function import REWRITING
from mediadesk import tables
from tests.infra.grants import table_arn, those_who_may, writers_of
from tests.infra.templates import Templates

pytestmark = pytest.mark.slow

WRITERS_OF_ASSETS = {
    "upload.on_request",
    "upload.on_object",
    "upload.on_schedule",
    "convert.on_job",
    "assign.on_request",
    "assign.on_bulk",
    "assign.on_schedule",
    "notify.on_change",
}
WRITERS_OF_HEADS = {"assign.on_request", "assign.on_bulk", "assign.on_schedule"}
WHOLE_SERVICE_ACTIONS_OF_XRAY = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def test_no_action_has_a_wildcard(prod: Templates) -> None:
    actions = {action for module in prod.functions() for action, _ in prod.allowed(module)}
    assert not {action for action in actions if "*" in action}


def test_only_tracing_reaches_every_resource(prod: Templates) -> None:
    everywhere = {
        action for module in prod.functions() for action, arn in prod.allowed(module) if arn == "*"
    }
    assert everywhere == WHOLE_SERVICE_ACTIONS_OF_XRAY


def test_no_function_scans_a_table_or_speaks_partiql(prod: Templates) -> None:
    actions = {action for module in prod.functions() for action, _ in prod.allowed(module)}
    assert not {a for a in actions if a.startswith(("dynamodb:Scan", "dynamodb:PartiQL"))}


def test_nothing_is_deleted_but_what_can_be_made_again(prod: Templates) -> None:
    emptied = {
        arn
        for module in prod.functions()
        for action, arn in prod.allowed(module)
        if action == "dynamodb:DeleteItem"
    }
    live = (tables.TICKETS, tables.CONNECTIONS, tables.EVENTS)
    assert emptied == {table_arn(table) for table in (tables.USER_SEARCH, *live)}


def test_only_connections_are_written_without_a_condition(prod: Templates) -> None:
    """A batch knows no conditions; what can't be made again is never written in one."""
    written = {
        arn
        for module in prod.functions()
        for action, arn in prod.allowed(module)
        if action == "dynamodb:BatchWriteItem"
    }
    assert written == {table_arn(tables.CONNECTIONS)}


def test_every_role_is_denied_to_rewrite_a_chain(prod: Templates, local: Templates) -> None:
    for stage in (prod, local):
        for module in stage.functions():
            denied = [s for s in stage.statements(module) if s.effect == "Deny"]
            (statement,) = denied
            assert statement.actions == set(REWRITING), module
            chains = {arn.rpartition("-")[2] for arn in statement.resources}
            assert chains == {"audit_log", "assignment_history"}, module


def test_chains_are_only_ever_read_and_appended_to(prod: Templates) -> None:
    audit, history = table_arn(tables.AUDIT), table_arn(tables.HISTORY)
    allowed = [pair for module in prod.functions() for pair in prod.allowed(module)]
    assert {action for action, arn in allowed if arn == audit} == {
        "dynamodb:Query",
        "dynamodb:PutItem",
    }
    assert {action for action, arn in allowed if arn == history} == {
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
    }


def test_only_requests_and_bulks_change_what_users_hold(prod: Templates) -> None:
    assert writers_of(prod, tables.HISTORY) == {module: {"PutItem"} for module in WRITERS_OF_HEADS}
    heads = writers_of(prod, tables.ASSIGNMENTS)
    assert heads.keys() == WRITERS_OF_HEADS
    assert heads["assign.on_schedule"] == {"PutItem"}


def test_a_bulk_is_begun_by_a_request_and_decided_by_those_who_store_it(prod: Templates) -> None:
    assert writers_of(prod, tables.BULKS) == {
        "assign.on_request": {"PutItem", "UpdateItem"},
        "assign.on_bulk": {"UpdateItem"},
        "assign.on_schedule": {"UpdateItem"},
    }


def test_whoever_follows_changes_decides_none(prod: Templates) -> None:
    following = ("notify.on_change", "notify.on_socket", "notify.on_request", "assign.on_archive")
    for module in following:
        for table in (tables.BULKS, tables.ASSIGNMENTS, tables.HISTORY, tables.AUDIT):
            assert module not in writers_of(prod, table)


def test_only_requests_are_counted(prod: Templates) -> None:
    assert writers_of(prod, tables.RATE_LIMITS) == {"assign.on_request": {"UpdateItem"}}


def test_bulks_are_sent_by_those_who_begin_them_and_go_on_with_them(prod: Templates) -> None:
    for queue in ("Bulks", "LargeBulks"):
        assert those_who_may(prod, "sqs:SendMessage", queue) == WRITERS_OF_HEADS


def test_the_table_of_assets_is_written_by_those_who_change_assets_or_show_holders(
    prod: Templates,
) -> None:
    assert writers_of(prod, tables.ASSETS).keys() == WRITERS_OF_ASSETS


def test_entries_and_heads_are_required_where_they_are_not_written_by_one_only(
    prod: Templates,
) -> None:
    for table in (tables.USERS, tables.ASSIGNMENTS):
        checkers = those_who_may(prod, "dynamodb:ConditionCheckItem", table_arn(table))
        assert checkers == {"assign.on_request"}


def test_a_role_has_nothing_but_what_is_written_beside_its_function(prod: Templates) -> None:
    roles = prod.properties("AWS::IAM::Role")
    people = [role for role in roles if "MaxSessionDuration" in role]
    assert len(roles) == len(prod.functions()) + len(people)
    assert not [role for role in roles if role.get("ManagedPolicyArns")]


def test_only_an_admin_s_request_can_sign_an_upload(prod: Templates) -> None:
    assert those_who_may(prod, "s3:PutObject", "/uploads/") == {"upload.on_request"}


def test_only_the_converter_writes_outputs(prod: Templates) -> None:
    assert those_who_may(prod, "s3:PutObject", "/outputs/") == {"convert.on_job"}


def test_files_that_can_be_made_again_are_deleted_by_the_sweep_alone(prod: Templates) -> None:
    deleted = {
        (module, arn.rpartition(":::")[2].partition("/")[2])
        for module in prod.functions()
        for action, arn in prod.allowed(module)
        if action.startswith("s3:DeleteObject")
    }
    assert deleted == {("convert.on_schedule", "outputs/*"), ("convert.on_schedule", "work/*")}


def test_only_the_converter_reads_and_writes_pieces(prod: Templates) -> None:
    for action in ("s3:GetObject", "s3:PutObject"):
        assert those_who_may(prod, action, "/work/") == {"convert.on_job"}


def test_an_upload_in_parts_is_looked_at_by_requests_and_ended_by_the_sweep_too(
    prod: Templates,
) -> None:
    looking = those_who_may(prod, "s3:ListMultipartUploadParts", "/uploads/")
    ending = those_who_may(prod, "s3:AbortMultipartUpload", "/uploads/")
    assert looking == {"upload.on_request"}
    assert ending == {"upload.on_request", "upload.on_schedule"}


def test_only_the_converter_reads_earlier_versions_of_originals(prod: Templates) -> None:
    assert those_who_may(prod, "s3:GetObjectVersion", "/uploads/") == {"convert.on_job"}


def test_a_conversion_is_asked_for_by_those_who_accept_uploads_and_by_converters(
    prod: Templates,
) -> None:
    accepting = {"upload.on_request", "upload.on_object", "upload.on_schedule"}
    converting = {"convert.on_job", "convert.on_schedule"}
    assert those_who_may(prod, "sqs:SendMessage", "ConversionsQueue") == accepting | converting


def test_only_the_converter_buries_messages(prod: Templates) -> None:
    assert those_who_may(prod, "sqs:SendMessage", "DeadLetters") == {"convert.on_job"}


def test_only_what_gives_lists_reads_the_secret_of_their_cursors(prod: Templates) -> None:
    readers = those_who_may(prod, "secretsmanager:GetSecretValue", "")
    assert readers == {"upload.on_request", "assign.on_request", "notify.on_request"}


def test_the_archive_is_filled_by_its_function_and_changed_by_none(prod: Templates) -> None:
    allowed = {
        (module, action)
        for module in prod.functions()
        for action, arn in prod.allowed(module)
        if "-archive-" in arn
    }
    assert allowed == {
        ("assign.on_archive", "s3:PutObject"),
        ("assign.on_request", "s3:ListBucket"),
    }
