"""Queues and their dead letters, as an operator looks at them and puts them right."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self
from uuid import uuid4

import boto3
from botocore.config import Config

from mediadesk.aws.failures import translated
from mediadesk.domain.errors import ServiceUnavailable

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueOutputTypeDef, MessageTypeDef

HOLD_S: Final = 120
"""How long a message is kept from others while it is looked at, or moved."""
WAIT_S: Final = 1
"""With a wait SQS asks all of its machines, and overlooks nothing."""
AT_A_TIME: Final = 10
"""Most messages that SQS gives in one answer."""
OURS: Final = frozenset({"reason", "detail"})
"""What is noted with a message that was put aside on purpose."""


@dataclass(frozen=True, slots=True)
class Depth:
    """About how many messages wait, are worked on, and are held back for a while."""

    waiting: int
    in_flight: int
    delayed: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`reason` is empty where SQS moved the message by itself."""

    message_id: str
    body: str
    reason: str
    detail: str
    sent_at: datetime
    receipt_handle: str
    group_id: str | None
    attributes: Mapping[str, "MessageAttributeValueOutputTypeDef"]


class QueueCare:
    def __init__(self, queues: "SQSClient", stacks: "CloudFormationClient") -> None:
        self._queues = queues
        self._stacks = stacks

    @classmethod
    def of(
        cls,
        *,
        profile: str | None = None,
        region: str | None = None,
        endpoint_url: str | None = None,
    ) -> Self:
        """By the environment's credentials or the profile; as anybody at an endpoint of our own."""
        with translated():
            if endpoint_url is None:
                session = boto3.Session(profile_name=profile, region_name=region)
            else:
                session = boto3.Session("test", "test", region_name=region)
            config = _config(is_here=endpoint_url is not None)
            return cls(
                session.client("sqs", endpoint_url=endpoint_url, config=config),
                session.client("cloudformation", endpoint_url=endpoint_url, config=config),
            )

    def outputs(self, stack_name: str) -> dict[str, str]:
        """The outputs of the stack of that name, by their keys."""
        with translated():
            found = self._stacks.describe_stacks(StackName=stack_name)["Stacks"]
        return {told["OutputKey"]: told["OutputValue"] for told in found[0].get("Outputs", ())}

    def depth(self, queue_url: str) -> Depth:
        with translated():
            found = self._queues.get_queue_attributes(
                QueueUrl=queue_url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                    "ApproximateNumberOfMessagesDelayed",
                ],
            )["Attributes"]
        return Depth(
            waiting=int(found["ApproximateNumberOfMessages"]),
            in_flight=int(found["ApproximateNumberOfMessagesNotVisible"]),
            delayed=int(found["ApproximateNumberOfMessagesDelayed"]),
        )

    @contextmanager
    def opened(self, queue_url: str) -> Iterator["DeadLettersInHand"]:
        """The dead letters in that queue; in the end all go back that were not moved."""
        letters = DeadLettersInHand(self._queues, queue_url)
        try:
            yield letters
        finally:
            # What can't be given back now comes back by itself.
            with suppress(ServiceUnavailable):
                letters.give_back()


class DeadLettersInHand:
    """Those that were there in the beginning: what arrives meanwhile is for another time."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._held: dict[str, str] = {}
        self._seen: set[str] = set()

    def each(self, count: int) -> Iterator[DeadLetter]:
        """Up to `count` of them, each once.

        Of a queue that keeps an order SQS shows ten at most before some of those are moved.
        """
        while count > 0 and (letters := self._unseen(min(count, AT_A_TIME))):
            count -= len(letters)
            yield from letters

    def move(self, letter: DeadLetter, target_url: str) -> None:
        """Sent before it is deleted: what fails in between is there twice, and never lost."""
        kept = {name: value for name, value in letter.attributes.items() if name not in OURS}
        with translated():
            if letter.group_id is None:
                self._client.send_message(
                    QueueUrl=target_url, MessageBody=letter.body, MessageAttributes=kept
                )
            else:
                # It is sent anew, and must not be taken for a repeat of the first time.
                self._client.send_message(
                    QueueUrl=target_url,
                    MessageBody=letter.body,
                    MessageAttributes=kept,
                    MessageGroupId=letter.group_id,
                    MessageDeduplicationId=str(uuid4()),
                )
            self._client.delete_message(
                QueueUrl=self._queue_url, ReceiptHandle=letter.receipt_handle
            )
        del self._held[letter.message_id]

    def give_back(self) -> None:
        handles = list(self._held.values())
        for start in range(0, len(handles), AT_A_TIME):
            some = handles[start : start + AT_A_TIME]
            with translated():
                self._client.change_message_visibility_batch(
                    QueueUrl=self._queue_url,
                    Entries=[
                        {"Id": str(place), "ReceiptHandle": handle, "VisibilityTimeout": 0}
                        for place, handle in enumerate(some)
                    ],
                )

    def _unseen(self, count: int) -> list[DeadLetter]:
        """The next ones; those whose time of being held ran out come again, and are passed over."""
        letters = [_letter(message) for message in self._received(count)]
        unseen = [letter for letter in letters if letter.message_id not in self._seen]
        self._seen |= {letter.message_id for letter in letters}
        self._held |= {letter.message_id: letter.receipt_handle for letter in letters}
        return unseen

    def _received(self, count: int) -> list["MessageTypeDef"]:
        with translated():
            answer = self._client.receive_message(
                QueueUrl=self._queue_url,
                MaxNumberOfMessages=count,
                VisibilityTimeout=HOLD_S,
                WaitTimeSeconds=WAIT_S,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        return answer.get("Messages", [])


def _letter(message: "MessageTypeDef") -> DeadLetter:
    noted, system = message.get("MessageAttributes", {}), message["Attributes"]
    told = {name: noted[name].get("StringValue", "") for name in OURS & noted.keys()}
    return DeadLetter(
        message_id=message["MessageId"],
        body=message["Body"],
        reason=told.get("reason", ""),
        detail=told.get("detail", ""),
        sent_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        receipt_handle=message["ReceiptHandle"],
        group_id=system.get("MessageGroupId"),
        attributes=noted,
    )


def _config(*, is_here: bool) -> Config:
    return Config(
        connect_timeout=2,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 3},
        # No proxy leads to this machine itself.
        proxies={} if is_here else None,
    )
