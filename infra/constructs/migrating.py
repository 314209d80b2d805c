"""What an operator may do who runs a data migration; no function has this role."""

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.acknowledged import acknowledge_wildcard
from infra.config import Stage
from infra.constructs.archiving import archive_arn
from infra.constructs.people_roles import let_read_outputs, role_of_people
from infra.constructs.tables import Tables
from infra.function import REWRITING
from mediadesk import tables as data

WALKED = (data.USERS, data.USER_SEARCH, data.AUDIT, data.HISTORY)


class Migrating(Construct):
    """The role of `python -m migrations`, the only one that may read a table whole."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, tables: Tables
    ) -> None:
        super().__init__(scope, construct_id)
        self._tables = tables
        self.role = role_of_people(
            self,
            stage=stage,
            name="migrations",
            description="Runs data migrations",
            lasts=Duration.hours(12),
        )
        self._let_walk(stage)
        self._let_fill_the_search()
        self._let_archive(stage)
        CfnOutput(scope, "MigrationsRole", value=self.role.role_arn)

    def _let_walk(self, stage: Stage) -> None:
        self._allow("dynamodb:Scan", on=[self._tables.arn(table) for table in WALKED])
        progress = self._tables.arn(data.MIGRATIONS)
        self._allow("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", on=[progress])
        self._deny(*REWRITING, on=self._tables.append_only_arns)
        let_read_outputs(self.role, stage)

    def _let_fill_the_search(self) -> None:
        users, search = self._tables.arn(data.USERS), self._tables.arn(data.USER_SEARCH)
        self._allow("dynamodb:BatchGetItem", on=[users, search])
        # Words are written while the entry is as it was when they were taken from it.
        self._allow("dynamodb:ConditionCheckItem", on=[users])
        self._allow("dynamodb:PutItem", "dynamodb:DeleteItem", on=[search])

    def _let_archive(self, stage: Stage) -> None:
        copies = archive_arn(self, stage, "/*")
        acknowledge_wildcard(self.role, copies, "each entry has a copy of its own")
        self._allow("s3:PutObject", on=[copies])
        self._allow("s3:ListBucket", on=[archive_arn(self, stage)])

    def _allow(self, *actions: str, on: list[str]) -> None:
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=on))

    def _deny(self, *actions: str, on: list[str]) -> None:
        statement = iam.PolicyStatement(effect=iam.Effect.DENY, actions=list(actions), resources=on)
        self.role.add_to_policy(statement)
