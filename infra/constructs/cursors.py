"""Who may sign the cursors of lists."""

from aws_cdk import ArnFormat, Stack

from infra.config import Stage
from infra.function import Function


def let_sign(function: Function, stage: Stage) -> None:
    """Let it read the secret that cursors are signed with."""
    # Written out: AWS ends it with six characters, and the emulator refers by name.
    secret = Stack.of(function).format_arn(
        service="secretsmanager",
        resource="secret",
        resource_name=f"{stage.prefix}cursor-??????",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    function.allow("secretsmanager:GetSecretValue", on=secret)
