"""The operator's role brings buried messages back, and is for people alone."""

import pytest

from tests.infra.templates import Resource, Statement, Templates, written_out

pytestmark = pytest.mark.slow

QUEUES = {"Uploads", "Conversions", "Bulks", "LargeBulks"}


def role(stage: Templates) -> tuple[str, Resource]:
    roles = stage.resources("AWS::IAM::Role").items()
    named = [(name, r["Properties"]) for name, r in roles if "RoleName" in r["Properties"]]
    [found] = [(n, r) for n, r in named if "-operator" in written_out(r["RoleName"])]
    return found


def statements(stage: Templates) -> list[Statement]:
    return stage.statements_of(role(stage)[0])


def reached(stage: Templates, action: str) -> set[str]:
    """The queues that an action is allowed on, such as `Bulks` and `Bulks dead letters`."""
    arns = {arn for s in statements(stage) if action in s.actions for arn in s.resources}
    return {_queue(arn) for arn in arns}


def _queue(arn: str) -> str:
    """From the name of what the data stack exports."""
    exported = arn.partition("GetAtt")[2]
    [name] = [q for q in QUEUES if exported.startswith((f"{q}Queue", f"{q}Dead", f"Media{q}"))]
    return f"{name} dead letters" if "DeadLetters" in exported else name


def test_only_people_of_the_account_take_it_with_a_second_factor(
    prod: Templates, local: Templates
) -> None:
    assert role(local)[1]["RoleName"] == "mediadesk-local-operator"
    assert "Condition" not in role(local)[1]["AssumeRolePolicyDocument"]["Statement"][0]
    [statement] = role(prod)[1]["AssumeRolePolicyDocument"]["Statement"]
    root = written_out(statement["Principal"]["AWS"])
    assert root == "arn:{AWS::Partition}:iam::{AWS::AccountId}:root"
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def test_it_looks_at_every_queue_and_every_dead_letter_queue(prod: Templates) -> None:
    dead = {f"{queue} dead letters" for queue in QUEUES}
    assert reached(prod, "sqs:GetQueueAttributes") == QUEUES | dead


def test_it_takes_from_dead_letters_and_gives_to_work_queues(prod: Templates) -> None:
    dead = {f"{queue} dead letters" for queue in QUEUES}
    for action in ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"):
        assert reached(prod, f"sqs:{action}") == dead
    assert reached(prod, "sqs:SendMessage") == QUEUES


def test_it_reads_and_writes_nothing_else(prod: Templates) -> None:
    actions = {action for statement in statements(prod) for action in statement.actions}
    assert {action for action in actions if not action.startswith("sqs:")} == {
        "cloudformation:DescribeStacks"
    }
    assert {statement.effect for statement in statements(prod)} == {"Allow"}
