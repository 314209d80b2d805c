"""Who may read a table from end to end, by every policy of every stage."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.infra.templates import Templates

pytestmark = pytest.mark.slow
READS_ALL = frozenset({"dynamodb:Scan", "dynamodb:PartiQLSelect", "dynamodb:*", "*"})


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
    for statement in document["Statement"]:
        actions = statement.get("Action", "*")
        listed = {actions} if isinstance(actions, str) else set(actions)
        if statement["Effect"] == "Allow" and listed & READS_ALL:
            return True
    return False


def test_the_runner_of_migrations_alone_may_scan(prod: Templates, local: Templates) -> None:
    for stage in (prod, local):
        assert not {name for name in scanners(stage) if "migrat" not in name.lower()}


def test_no_function_has_the_role_that_may_scan(prod: Templates, local: Templates) -> None:
    for stage in (prod, local):
        of_functions = {f["Role"]["Fn::GetAtt"][0] for f in stage.functions().values()}
        assert not of_functions & set(scanners(stage))
