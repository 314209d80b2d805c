"""The role of migrations walks through tables, and is for people alone."""

import pytest

from infra.function import REWRITING
from mediadesk import tables
from tests.infra.grants import table_arn
from tests.infra.templates import Resource, Statement, Templates, written_out

pytestmark = pytest.mark.slow

LOGS = {table_arn(tables.AUDIT), table_arn(tables.HISTORY)}
USERS, SEARCH = table_arn(tables.USERS), table_arn(tables.USER_SEARCH)


def role(stage: Templates) -> tuple[str, Resource]:
    roles = stage.resources("AWS::IAM::Role")
    [(name, found)] = [r for r in roles.items() if is_named(r[1]["Properties"], "migrations")]
    return name, found["Properties"]


def is_named(role: Resource, name: str) -> bool:
    return f"-{name}" in written_out(role.get("RoleName", ""))


def statements(stage: Templates) -> list[Statement]:
    return stage.statements_of(role(stage)[0])


def allowed(stage: Templates, service: str) -> set[tuple[str, str]]:
    return {
        (action.partition(":")[2], arn)
        for statement in statements(stage)
        if statement.effect == "Allow"
        for action in statement.actions
        for arn in statement.resources
        if action.startswith(f"{service}:")
    }


def test_only_people_of_the_account_take_the_role_with_a_second_factor(
    prod: Templates, local: Templates
) -> None:
    assert "Condition" not in role(local)[1]["AssumeRolePolicyDocument"]["Statement"][0]
    [statement] = role(prod)[1]["AssumeRolePolicyDocument"]["Statement"]
    root = written_out(statement["Principal"]["AWS"])
    assert root == "arn:{AWS::Partition}:iam::{AWS::AccountId}:root"
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert statement["Action"] == "sts:AssumeRole"


def test_it_alone_reads_tables_whole_and_only_those_that_migrations_walk_through(
    prod: Templates,
) -> None:
    scanned = {arn for action, arn in allowed(prod, "dynamodb") if action == "Scan"}
    assert scanned == {USERS, SEARCH} | LOGS


def test_it_writes_words_and_its_progress_and_nothing_else(prod: Templates) -> None:
    may = allowed(prod, "dynamodb")
    writes = {(action, arn) for action, arn in may if action.startswith(("Put", "Del", "Upd"))}
    assert writes == {
        ("PutItem", SEARCH),
        ("DeleteItem", SEARCH),
        ("PutItem", table_arn(tables.MIGRATIONS)),
    }
    assert {action for action, arn in may if arn in LOGS} == {"Scan"}
    assert {action for action, arn in may if arn == USERS} == {
        "Scan",
        "BatchGetItem",
        "ConditionCheckItem",
    }


def test_it_is_denied_to_rewrite_a_log_as_every_role_is(prod: Templates, local: Templates) -> None:
    for stage in (prod, local):
        [denied] = [s for s in statements(stage) if s.effect == "Deny"]
        assert denied.actions == set(REWRITING)
        assert {arn.rpartition("-")[2] for arn in denied.resources} == {
            "audit_log",
            "assignment_history",
        }


def test_it_adds_copies_to_the_archive_and_touches_no_other_file(prod: Templates) -> None:
    may = allowed(prod, "s3")
    assert {action for action, _ in may} == {"PutObject", "ListBucket"}
    assert all(":::mediadesk-prod-archive-" in arn for _, arn in may)


def test_no_function_reads_or_writes_the_progress_of_migrations(prod: Templates) -> None:
    progress = table_arn(tables.MIGRATIONS)
    for module in prod.functions():
        assert progress not in {arn for _, arn in prod.allowed(module)}
