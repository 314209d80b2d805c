"""A deployed stage of which there are only the queues, on an engine that stands in for AWS."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from mediadesk.aws.dead_letters import SqsDeadLetters

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

STAGE = ("--stage", "moto")
ASSET = "ast_00000000000000000000000001"
BULK = "blk_00000000000000000000000001"
JOB = json.dumps({"job_id": "job_1", "asset_id": ASSET, "attempt": 1})
REGION = "us-east-1"
QUEUES = {"Uploads": "", "Conversion": "", "Bulk": "", "LargeBulk": ".fifo"}


@dataclass(frozen=True)
class Queues:
    """The queues of a deployed stage by the beginnings of their outputs' names."""

    client: "SQSClient"
    urls: dict[str, str]

    @property
    def work(self) -> str:
        return self.urls["ConversionQueueUrl"]

    @property
    def dead(self) -> str:
        return self.urls["ConversionDeadLettersUrl"]

    def bury(self, *reasons: str) -> None:
        for number, reason in enumerate(reasons):
            SqsDeadLetters(self.client, self.dead).bury(JOB, reason, f"detail {number}")

    def bodies(self, url: str) -> list[str]:
        """What can be received there at this moment."""
        found = []
        while messages := self.client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60
        ).get("Messages"):
            found += [message["Body"] for message in messages]
        return found


@pytest.fixture(scope="module")
def stage() -> Iterator["SQSClient"]:
    """With a stack that names the queues: to make one takes longer than all else."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_REGION", REGION)
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        client = boto3.client("sqs", region_name=REGION)
        outputs = {name: {"Value": url} for name, url in created(client)}
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": outputs}
        boto3.client("cloudformation", region_name=REGION).create_stack(
            StackName="mediadesk-moto-data", TemplateBody=json.dumps(template)
        )
        yield client


@pytest.fixture
def queues(stage: "SQSClient") -> Queues:
    """New ones at the same addresses."""
    for url in stage.list_queues().get("QueueUrls", []):
        stage.delete_queue(QueueUrl=url)
    return Queues(stage, dict(created(stage)))


def created(client: "SQSClient") -> Iterator[tuple[str, str]]:
    for name, ending in QUEUES.items():
        for kind in ("QueueUrl", "DeadLettersUrl"):
            is_fifo = {"FifoQueue": "true"} if ending else {}
            made = client.create_queue(QueueName=f"{name}-{kind}{ending}", Attributes=is_fifo)  # type: ignore[arg-type] # one of its keys
            yield f"{name}{kind}", made["QueueUrl"]
