"""What an operator may do who looks after the queues; no function has this role."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.config import Stage
from infra.constructs.people_roles import let_read_outputs, role_of_people
from infra.constructs.queues import WorkQueue


class Operating(Construct):
    """The role of `mediactl ops`: it brings buried messages back, and reads no data."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, queues: Sequence[WorkQueue]
    ) -> None:
        super().__init__(scope, construct_id)
        self.role = role_of_people(
            self,
            stage=stage,
            name="operator",
            description="Looks after queues, and brings buried messages back",
            lasts=Duration.hours(4),
        )
        let_read_outputs(self.role, stage)
        self._let_redrive(queues)
        CfnOutput(scope, "OperatorRole", value=self.role.role_arn)

    def _let_redrive(self, queues: Sequence[WorkQueue]) -> None:
        work = [queue.queue.queue_arn for queue in queues]
        dead = [queue.dead_letters.queue_arn for queue in queues]
        self._allow("GetQueueAttributes", on=[*work, *dead])
        # What was only looked at is shown to others again at once.
        self._allow("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", on=dead)
        self._allow("SendMessage", on=work)

    def _allow(self, *actions: str, on: list[str]) -> None:
        named = [f"sqs:{action}" for action in actions]
        self.role.add_to_policy(iam.PolicyStatement(actions=named, resources=on))
