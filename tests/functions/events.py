"""Events as queues, streams and WebSockets make them, and what their answers say."""

import json
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from mediadesk.aws.records import asset_row
from mediadesk.domain.assets import Asset
from tests.gateway import Event

AWS = {"awsRegion": "eu-west-1"}
SOCKET_ARN = "arn:aws:execute-api:eu-west-1:123456789012:live"


def messages(*bodies: object) -> Event:
    """What SQS hands over; a text goes as it is, anything else as JSON."""
    return {"Records": [_message(number, body) for number, body in enumerate(bodies)]}


def _message(number: int, body: object) -> Event:
    return AWS | {
        "messageId": f"m{number}",
        "receiptHandle": f"handle-{number}",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:conversion",
    }


def image(asset: Asset) -> Event:
    """An asset as the table's stream shows it, in DynamoDB's JSON."""
    item: Event = asset_row(asset).serialize()
    return item


def changes(*images: tuple[Event | None, Event | None]) -> Event:
    """What the stream of the table hands over: pairs of old and new images."""
    return {"Records": [_change(number, *pair) for number, pair in enumerate(images)]}


def _change(number: int, before: Event | None, after: Event | None) -> Event:
    shown = {"OldImage": before, "NewImage": after}
    held = after or before or {}
    name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
    return AWS | {
        "eventID": f"event-{number}",
        "eventName": name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:123456789012:table/assets/stream/1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_342_530.0,
            "SequenceNumber": f"s{number}",
            "SizeBytes": 1000,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "Keys": {key: held[key] for key in ("pk", "sk") if key in held},
            **{which: image for which, image in shown.items() if image is not None},
        },
    }


def frame(
    route: str,
    body: str | None = None,
    admitted: Event | None = None,
    connection_id: str = "c-1=",
) -> Event:
    """What the WebSocket gateway hands over; `admitted` is what the authorizer said."""
    kinds = {"$connect": "CONNECT", "$disconnect": "DISCONNECT"} if body is None else {}
    context = {
        "routeKey": route,
        "eventType": kinds.get(route, "MESSAGE"),
        "connectionId": connection_id,
        "requestId": "request-1",
        "domainName": "live.example.com",
        "stage": "live",
        "apiId": "live",
        "requestTimeEpoch": 1_795_342_530_123,
        **({} if admitted is None else {"authorizer": admitted}),
    }
    event: Event = {"requestContext": context, "isBase64Encoded": False}
    return event if body is None else {**event, "body": body}


def handshake(query: Event | None, headers: Event | None = None) -> Event:
    """What the gateway asks the authorizer about a connection that is to be opened."""
    return {
        "type": "REQUEST",
        "methodArn": f"{SOCKET_ARN}/live/$connect",
        "headers": {"Host": "live.example.com", "Upgrade": "websocket", **(headers or {})},
        "multiValueHeaders": {},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {},
        "stageVariables": {},
        "requestContext": {
            "routeKey": "$connect",
            "eventType": "CONNECT",
            "requestId": "request-1",
            "connectionId": "c-1=",
            "apiId": "live",
            "stage": "live",
        },
    }


def failed(answer: Any) -> list[str]:  # noqa: ANN401 - the answer as the runtime gets it
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def patterns(good: Iterable[object], bad: Iterable[object]) -> Iterator[list[object]]:
    """Every batch that has at each place either the good or the bad record."""
    return map(list, product(*zip(good, bad, strict=True)))
