"""Roles that people of the account take; no function has one of them."""

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.acknowledged import acknowledge_wildcard
from infra.config import Stage


def role_of_people(
    scope: Construct, *, stage: Stage, name: str, description: str, lasts: Duration
) -> iam.Role:
    """A role of that name in the stage, allowed nothing so far; each session `lasts` so long."""
    own = f"{stage.prefix}{name}"
    return iam.Role(
        scope,
        "Role",
        role_name=own if stage.is_local else f"{own}-{Aws.REGION}",
        description=description,
        assumed_by=_people(stage),
        max_session_duration=lasts,
    )


def let_read_outputs(role: iam.Role, stage: Stage) -> None:
    """To find out what the tables, buckets and queues of the stage are called."""
    stack = Stack.of(role).format_arn(
        service="cloudformation", resource="stack", resource_name=f"{stage.prefix}data/*"
    )
    acknowledge_wildcard(role, stack, "a stack's ARN ends in an id that it is given")
    role.add_to_policy(
        iam.PolicyStatement(actions=["cloudformation:DescribeStacks"], resources=[stack])
    )


def _people(stage: Stage) -> iam.IPrincipal:
    """Whom of the account's people it is for, their own policies say."""
    account = iam.AccountRootPrincipal()
    if stage.is_local:
        # Nobody has a second factor there.
        return account
    with_two_factors = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    return iam.PrincipalWithConditions(account, with_two_factors)
