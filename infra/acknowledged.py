"""How a finding of the validators is declared to be meant so, beside what causes it."""

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

RULE = "AwsSolutions::AwsSolutions-"


def acknowledge(construct: IConstruct, **reasons: str) -> None:
    """Accept findings on `construct` and all below it: `acknowledge(secret, SMG4="why")`."""
    for rule, reason in reasons.items():
        _accept(construct, rule, reason)


def acknowledge_wildcard(construct: IConstruct, arn: str, reason: str) -> None:
    """Accept that a policy of `construct` speaks of every resource that fits this ARN."""
    _accept(construct, f"IAM5[Resource::{_flat(Stack.of(construct).resolve(arn))}]", reason)


def _accept(construct: IConstruct, rule: str, reason: str) -> None:
    Validations.of(construct).acknowledge(Acknowledgment(id=f"{RULE}{rule}", reason=reason))


def _flat(value: object) -> str:
    """A resolved value as the findings write it, such as `arn:<AWS::Partition>:s3:::name/*`."""
    match value:
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(map(_flat, parts))
        case _:
            return str(value)
