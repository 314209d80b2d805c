"""Who may read a table from end to end, by every policy of every stage."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.infra.templates import Templates

pytestmark = pytest.mark.slow
READS_ALL = ("dynamodb:scan", "dynamodb:partiqlselect")


def scanners(stage: Templates) -> Iterator[str]:
    """The roles, or whatever else a policy is attached to, by their logical ids."""
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for policy in stage.properties(kind):
            if allows(policy["PolicyDocument"]):
                yield from (role["Ref"] for role in policy["Roles"])
    for name, role in stage.resources("AWS::IAM::Role").items():
        inline = role["Properties"].get("Policies", [])
        if any(allows(policy["PolicyDocument"]) for policy in inline):
            yield name


def allows(document: Mapping[str, Any]) -> bool:
    return any(
        "NotAction" in statement or any(map(reads_all, listed(statement["Action"])))
        for statement in listed(document["Statement"])
        if statement["Effect"] == "Allow"
    )


def reads_all(pattern: str) -> bool:
    """IAM knows no capitals here, and the same two wildcards."""
    return any(fnmatchcase(action, pattern.lower()) for action in READS_ALL)


def listed(one_or_more: Any) -> list[Any]:  # noqa: ANN401 - as JSON has it
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


@pytest.mark.parametrize(
    "allowed",
    [
        {"Action": "dynamodb:Scan"},
        {"Action": ["dynamodb:Query", "dynamodb:S*"]},
        {"Action": "DynamoDB:?can"},
        {"Action": "dynamodb:PartiQL*"},
        {"Action": "*"},
        {"NotAction": "s3:*"},
    ],
    ids=str,
)
def test_a_policy_that_lets_scan_is_found_however_it_says_so(allowed: dict[str, Any]) -> None:
    assert allows({"Statement": [{"Effect": "Allow", **allowed}]})
    assert allows({"Statement": {"Effect": "Allow", **allowed}})
    assert not allows({"Statement": [{"Effect": "Deny", **allowed}]})


def test_a_policy_that_lets_query_is_none_that_lets_scan() -> None:
    assert not allows({"Statement": [{"Effect": "Allow", "Action": ["dynamodb:Q*", "s3:*"]}]})


def test_the_runner_of_migrations_alone_may_scan(prod: Templates, local: Templates) -> None:
    for stage in (prod, local):
        assert not {name for name in scanners(stage) if "migrat" not in name.lower()}


def test_no_function_has_the_role_that_may_scan(prod: Templates, local: Templates) -> None:
    for stage in (prod, local):
        of_functions = {f["Role"]["Fn::GetAtt"][0] for f in stage.functions().values()}
        assert not of_functions & set(scanners(stage))
