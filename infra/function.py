"""What every Lambda function of ours has: its role, its log, its settings, its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.acknowledged import acknowledge, acknowledge_wildcard
from infra.config import Stage
from infra.packages import Packages
from mediadesk.settings import PREFIX, Settings

REWRITING: Final = (
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DeleteTable",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:UpdateItem",
    "dynamodb:UpdateTimeToLive",
)
"""What would change or remove an entry of an append-only table."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, and what it may use meanwhile."""

    timeout_s: int = 30
    memory_mb: int = 512
    scratch_mb: int = 512


@dataclass(frozen=True, slots=True)
class Ground:
    """What all functions of a deployment stand on."""

    stage: Stage
    packages: Packages
    append_only_arns: Sequence[str]


class Function(Construct):
    """The function whose entry point is `functions.<module>.handler`, allowed nothing so far."""

    def __init__(
        self,
        scope: Construct,
        *,
        module: str,
        ground: Ground,
        settings: Mapping[str, str],
        layers: Sequence[lambda_.ILayerVersion] = (),
        limits: Limits | None = None,
    ) -> None:
        super().__init__(scope, construct_id(module))
        self.name = ground.stage.prefix + module.replace(".", "-")
        self.log = self._make_log(ground.stage)
        self.role = self._make_role(ground)
        variables = environment(ground.stage, settings)
        self.resource = self._make(module, ground, variables, layers, limits or Limits())
        acknowledge(self.resource, L1="3.13 is what the locks and the layers are built for")
        acknowledge_wildcard(self.role, "*", "X-Ray knows no resources; its actions only send")

    def allow(self, *actions: str, on: str | Sequence[str], any_of: str = "") -> None:
        """Add these actions, such as `dynamodb:GetItem`, on the resources of these ARNs.

        An ARN with a `*` needs a reason, `any_of`; ValueError without one.
        """
        resources = [on] if isinstance(on, str) else list(on)
        for arn in (arn for arn in resources if "*" in arn):
            if not any_of:
                raise ValueError(f"{self.name}: say why {arn} is not narrower")
            acknowledge_wildcard(self.role, arn, any_of)
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=resources))

    def _make(
        self,
        module: str,
        ground: Ground,
        variables: dict[str, str],
        layers: Sequence[lambda_.ILayerVersion],
        limits: Limits,
    ) -> lambda_.Function:
        return lambda_.Function(
            self,
            "Function",
            function_name=self.name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=_architecture(ground.stage),
            handler=f"functions.{module}.handler",
            code=ground.packages.code(module.partition(".")[0]),
            layers=[ground.packages.dependencies, *layers],
            environment=variables,
            role=self.role,
            log_group=self.log,
            timeout=Duration.seconds(limits.timeout_s),
            memory_size=limits.memory_mb,
            ephemeral_storage_size=Size.mebibytes(limits.scratch_mb),
            tracing=lambda_.Tracing.ACTIVE if ground.stage.traces else lambda_.Tracing.DISABLED,
        )

    def _make_log(self, stage: Stage) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/lambda/{self.name}",
            retention=_retention(stage),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _make_role(self, ground: Ground) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.log.grant(role, "logs:CreateLogStream", "logs:PutLogEvents")
        for arn in ground.append_only_arns:
            role.add_to_policy(
                iam.PolicyStatement(
                    effect=iam.Effect.DENY, actions=list(REWRITING), resources=[arn]
                )
            )
        return role


def construct_id(module: str) -> str:
    """`upload.on_request` as `UploadOnRequest`."""
    return "".join(word.capitalize() for word in module.replace(".", "_").split("_"))


def environment(stage: Stage, settings: Mapping[str, str]) -> dict[str, str]:
    """The variables of a function; KeyError for a setting that the code does not know."""
    if unknown := set(settings) - set(Settings.__slots__):
        raise KeyError(*unknown)
    ours = {PREFIX + name.upper(): value for name, value in settings.items()}
    return {
        **ours,
        f"{PREFIX}STAGE": stage.name,
        f"{PREFIX}TABLE_PREFIX": stage.prefix,
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def _architecture(stage: Stage) -> lambda_.Architecture:
    arm = stage.architecture == "arm64"
    return lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64


def _retention(stage: Stage) -> logs.RetentionDays:
    return {
        1: logs.RetentionDays.ONE_DAY,
        7: logs.RetentionDays.ONE_WEEK,
        30: logs.RetentionDays.ONE_MONTH,
        365: logs.RetentionDays.ONE_YEAR,
    }[stage.log_days]
