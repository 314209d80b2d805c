"""A WebSocket API in the emulator whose only function tells clients their connection's id."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import boto3
from websockets.sync.client import ClientConnection, connect

from local.instance import REGION
from mediadesk.domain.ids import ConnectionId

NAME: Final = "who-am-i"
STAGE: Final = "live"
TRUST: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
)
SOURCE: Final = """\
def handler(event, context):
    return {"statusCode": 200, "body": event["requestContext"]["connectionId"]}
"""


def deployed(engine_url: str) -> str:
    """The address to which frames for connections are posted."""
    gateway = boto3.client("apigatewayv2")
    api = gateway.create_api(
        Name=NAME, ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    functions = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions"
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"{functions}/{_function()}/invocations",
    )["IntegrationId"]
    gateway.create_route(ApiId=api, RouteKey="$default", Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName=STAGE, AutoDeploy=True)
    return f"{engine_url}/_aws/execute-api/{api}/{STAGE}"


@contextmanager
def connected(callback_url: str) -> Iterator[tuple[ClientConnection, ConnectionId]]:
    with connect(callback_url.replace("http", "ws", 1), proxy=None) as client:
        client.send("Who am I?")
        yield client, ConnectionId(str(client.recv(timeout=30)))


def _function() -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("index.py", SOURCE)
    role = boto3.client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=TRUST)["Role"]
    answer = boto3.client("lambda").create_function(
        FunctionName=NAME,
        Runtime="python3.11",
        Role=role["Arn"],
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    return answer["FunctionArn"]
