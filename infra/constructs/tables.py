"""The DynamoDB tables, exactly as `mediadesk.tables` says."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.config import Stage
from infra.function import REWRITING
from mediadesk import tables
from mediadesk.tables import Index, Table


class Tables(Construct):
    """Every table, and the names by which policies speak of them."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._resources = {table.name: self._create(table) for table in tables.ALL}

    def arn(self, table: Table) -> str:
        """Written out rather than referred to, so that a policy can be read without the stack."""
        return Stack.of(self).format_arn(
            service="dynamodb", resource="table", resource_name=self._stage.prefix + table.name
        )

    def index_arn(self, table: Table, index: str) -> str:
        """The ARN of that index; KeyError when the table has none of that name."""
        return f"{self.arn(table)}/index/{table.index(index).name}"

    def stream_arn(self, table: Table) -> str:
        """The ARN of the table's stream; ValueError when it has none."""
        arn = self._resources[table.name].table_stream_arn
        if arn is None:
            raise ValueError(f"{table.name} has no stream")
        return arn

    @property
    def append_only_arns(self) -> list[str]:
        return [self.arn(table) for table in tables.ALL if table.append_only]

    def _create(self, table: Table) -> dynamodb.Table:
        stage = self._stage
        new_and_old = dynamodb.StreamViewType.NEW_AND_OLD_IMAGES
        resource = dynamodb.Table(
            self,
            table.name.title().replace("_", ""),
            table_name=stage.prefix + table.name,
            partition_key=_key(table.partition_key),
            sort_key=_key(table.sort_key) if table.sort_key else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute=table.expires_attribute,
            stream=new_and_old if table.has_stream else None,
            point_in_time_recovery_specification=_recovery(stage),
            deletion_protection=stage.keeps_data,
            removal_policy=RemovalPolicy.RETAIN if stage.keeps_data else RemovalPolicy.DESTROY,
            resource_policy=self._policy(table),
        )
        for index in table.indexes:
            _add_index(resource, index)
        return resource

    def _policy(self, table: Table) -> iam.PolicyDocument | None:
        """A second lock on what is only appended to, in case a role should be too wide."""
        # The emulator knows no table policies; there the roles alone refuse.
        if not table.append_only or self._stage.is_local:
            return None
        kept = self._stage.keeps_data
        actions = [a for a in REWRITING if kept or a != "dynamodb:DeleteTable"]
        statement = iam.PolicyStatement(
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=actions,
            resources=[self.arn(table)],
        )
        return iam.PolicyDocument(statements=[statement])


def _add_index(resource: dynamodb.Table, index: Index) -> None:
    projection = dynamodb.ProjectionType
    resource.add_global_secondary_index(
        index_name=index.name,
        partition_key=_key(index.partition_key),
        sort_key=_key(index.sort_key),
        projection_type=projection.KEYS_ONLY if index.keys_only else projection.ALL,
    )


def _key(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


def _recovery(stage: Stage) -> dynamodb.PointInTimeRecoverySpecification | None:
    if stage.is_local:
        return None
    return dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True)
