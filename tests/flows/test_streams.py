"""Changes that a function could not handle come again, as they would in the cloud."""

import io
import socket
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from local.outputs import Outputs

NAME: Final = "fails-at-first"
PATIENCE_S: Final = 60.0
LARGEST: Final = 1024
SOURCE: Final = """\
import os, socket

failed = set()

def handler(event, context):
    to = "127.0.0.1", int(os.environ["TELL_PORT"])
    failures = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for record in event["Records"]:
            name = record["dynamodb"]["Keys"]["pk"]["S"]
            out.sendto(name.encode(), to)
            if name not in failed:
                failed.add(name)
                failures.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failures}
"""


@pytest.fixture
def told() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.bind(("127.0.0.1", 0))
        place.settimeout(PATIENCE_S)
        yield place


def test_a_change_that_failed_alone_comes_again(
    stack: Outputs, aws: Callable[[str], Any], told: socket.socket
) -> None:
    stream = followed(aws("dynamodb"))
    follow(aws("lambda"), stack.functions["notify.on_change"], stream, told.getsockname()[1])
    for name in ("one", "two"):
        aws("dynamodb").put_item(TableName=NAME, Item={"pk": {"S": name}})
    heard: list[str] = []
    while min(map(heard.count, ("one", "two"))) < 2:
        heard.append(told.recv(LARGEST).decode())
    assert set(heard) == {"one", "two"}


def followed(dynamodb: Any) -> str:  # noqa: ANN401 - a client of boto3
    """The ARN of the stream of a new table."""
    made = dynamodb.create_table(
        TableName=NAME,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return str(made["TableDescription"]["LatestStreamArn"])


def follow(client: Any, like: str, stream: str, port: int) -> None:  # noqa: ANN401 - as above
    """By a function that lets each change fail once."""
    model = client.get_function_configuration(FunctionName=like)
    client.create_function(
        FunctionName=NAME,
        Runtime=model["Runtime"],
        Role=model["Role"],
        Handler="failing.handler",
        Code={"ZipFile": packed()},
        Environment={"Variables": {"TELL_PORT": str(port)}},
    )
    client.create_event_source_mapping(
        FunctionName=NAME,
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )


def packed() -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as files:
        files.writestr("failing.py", SOURCE)
    return package.getvalue()
