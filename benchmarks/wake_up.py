"""How long the emulator itself takes, from a write to the function that follows the table."""

import io
import json
import socket
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from local.account import Account
from local.instance import HOST
from local.outputs import Outputs

FOLLOWER: Final = "notify.on_change"
"""Whose mappings, role and runtime the probe's are like."""
NAME: Final = "bench-wake-up"
BATCH: Final = 10
PATIENCE_S: Final = 60.0
LARGEST: Final = 1024
SOURCE: Final = """\
import json, os, socket, time

def handler(event, context):
    at = time.time()
    to = os.environ["TELL_HOST"], int(os.environ["TELL_PORT"])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for record in event["Records"]:
            name = record["dynamodb"]["Keys"]["pk"]["S"]
            out.sendto(json.dumps([name, at]).encode(), to)
"""


class Probe:
    """A table, and a function that follows it and does nothing but tell when it was called."""

    def __init__(self, account: Account, told: socket.socket) -> None:
        self._account = account
        self._told = told
        self._count = 0

    def wake_up_s(self) -> float:
        """From just before a write to the function's first line; TimeoutError."""
        self._count += 1
        name = str(self._count)
        began = time.time()
        self._account.dynamodb.put_item(TableName=NAME, Item={"pk": {"S": name}})
        while True:
            who, at = json.loads(self._told.recv(LARGEST))
            if who == name:
                return float(at) - began


@contextmanager
def probing(outputs: Outputs) -> Iterator[Probe]:
    """A probe beside the stack's own functions, in the same engine."""
    account = Account(outputs.endpoint_url)
    with closing(account), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as told:
        told.bind((HOST, 0))
        told.settimeout(PATIENCE_S)
        _deploy(account, outputs.functions[FOLLOWER], _table(account), told.getsockname()[1])
        yield Probe(account, told)


def _table(account: Account) -> str:
    """The ARN of its stream."""
    made = account.dynamodb.create_table(
        TableName=NAME,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return made["TableDescription"]["LatestStreamArn"]


def _deploy(account: Account, like: str, stream: str, port: int) -> None:
    model = account.lambda_.get_function_configuration(FunctionName=like)
    account.lambda_.create_function(
        FunctionName=NAME,
        Runtime=model["Runtime"],
        Role=model["Role"],
        Handler="probe.handler",
        Code={"ZipFile": _package()},
        Environment={"Variables": {"TELL_HOST": HOST, "TELL_PORT": str(port)}},
    )
    account.lambda_.create_event_source_mapping(
        FunctionName=NAME, EventSourceArn=stream, StartingPosition="TRIM_HORIZON", BatchSize=BATCH
    )


def _package() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("probe.py", SOURCE)
    return packed.getvalue()
