"""What the storage event starts."""

import json
from typing import Any

from functions.upload.on_object import handler
from mediadesk.domain.assets import upload_key
from mediadesk.domain.conversions import ConversionStatus
from tests.functions.stories import announced
from tests.gateway import Context
from tests.world import World


def event(*bodies: object) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": "handle",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:uploads",
                "awsRegion": "eu-west-1",
            }
            for number, body in enumerate(bodies, 1)
        ]
    }


def created(*keys: str) -> dict[str, Any]:
    """What S3 says of objects, as it says it."""
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "eventName": "ObjectCreated:Post",
                "s3": {"bucket": {"name": "media"}, "object": {"key": key, "size": 4}},
            }
            for key in keys
        ]
    }


def failed(answer: Any) -> list[str]:  # noqa: ANN401 - the answer as the runtime gets it
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_file_that_landed_is_queued_for_conversion(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"

    answer = handler(event(created(upload_key(asset_id))), Context())

    assert failed(answer) == []
    assert world.storage.assets[asset_id].status is ConversionStatus.QUEUED
    assert [request.asset_id for request in world.queue.sent] == [asset_id]


def test_five_copies_of_the_event_convert_once(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"

    handler(event(*[created(upload_key(asset_id))] * 5), Context())

    assert len(world.queue.sent) == 1


def test_keys_arrive_quoted(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"

    handler(event(created(upload_key(asset_id).replace("/", "%2F"))), Context())

    assert len(world.queue.sent) == 1


def test_the_test_message_of_a_new_notification_is_no_failure(world: World) -> None:
    told = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "media"}

    assert failed(handler(event(told), Context())) == []


def test_an_object_that_nobody_announced_is_left_alone(world: World) -> None:
    keys = ("uploads/ast_00000000000000000000000099", "uploads/", "elsewhere/x", "uploads/../x")

    assert failed(handler(event(created(*keys)), Context())) == []
    assert not world.queue.sent


def test_only_the_messages_that_failed_come_again(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"

    answer = handler(event("no JSON", created(upload_key(asset_id)), {"Records": [{}]}), Context())

    assert failed(answer) == ["message-1", "message-3"]
    assert len(world.queue.sent) == 1
