"""What makes two requests the same operation."""

from typing import Annotated

import pytest
from aws_lambda_powertools.event_handler.openapi.params import Query

from mediadesk.contracts.http import Health, NewAsset
from mediadesk.domain.operations import Operation
from mediadesk.edge import http
from mediadesk.edge.operations import IdempotencyKey, caller, operation
from tests.fakes import START
from tests.gateway import Context, request

app = http.resolver()
seen: list[Operation] = []

CLIP = {"filename": "clip.mp4", "content_type": "video/mp4", "size_bytes": 4}


@app.post("/api/admin/assets/upload")
@app.post("/api/admin/websocket-tickets")
def remember(
    body: NewAsset,
    override: Annotated[bool, Query()] = False,
    idempotency_key: IdempotencyKey = None,
) -> Health:
    seen.append(operation(app, idempotency_key))
    return Health()


@app.get("/api/health")
def ask_for_nobody() -> Health:
    caller(app)
    return Health()


def operation_of(
    body: object = CLIP, address: str = "/api/admin/assets/upload", key: str | None = None
) -> Operation:
    headers = {} if key is None else {"Idempotency-Key": key}
    event = request("POST", address, body=body, headers=headers)
    answer = http.respond(app, event, Context())
    assert answer["statusCode"] == 200, answer
    assert seen[-1].request_id == event["requestContext"]["requestId"]
    return seen.pop()


def test_an_operation_is_the_callers_at_the_moment_of_arrival() -> None:
    made = operation_of()

    assert made.actor.name == "ada"
    assert made.received_at == START


def test_the_key_is_optional() -> None:
    assert operation_of().key is None
    assert operation_of(key="once").key == "once"


def test_order_and_spaces_of_the_body_do_not_count() -> None:
    spaced = '{ "size_bytes":4,\n "content_type":"video/mp4", "filename":"clip.mp4" }'

    assert operation_of().request_hash == operation_of(spaced).request_hash


@pytest.mark.parametrize(
    "changed", [{"size_bytes": 5}, {"filename": "Clip.mp4"}, {"preset": "compatible"}], ids=str
)
def test_every_value_of_the_body_counts(changed: dict[str, object]) -> None:
    assert operation_of().request_hash != operation_of({**CLIP, **changed}).request_hash


@pytest.mark.parametrize(
    "address", ["/api/admin/websocket-tickets", "/api/admin/assets/upload?override=true"]
)
def test_the_path_and_the_query_count(address: str) -> None:
    assert operation_of(address=address).request_hash != operation_of().request_hash


def test_a_body_in_base64_is_the_same_body() -> None:
    as_bytes = b'{"filename": "clip.mp4", "content_type": "video/mp4", "size_bytes": 4}'

    assert operation_of(as_bytes).request_hash == operation_of().request_hash


def test_a_public_route_has_no_caller() -> None:
    answer = http.respond(app, request("GET", "/api/health", None), Context())

    assert answer["statusCode"] == 500
