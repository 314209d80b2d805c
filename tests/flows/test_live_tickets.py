"""Who is let in at the handshake, and that what lets them in is written down nowhere."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from local.outputs import Outputs
from tests.flows.consumer import Body, Consumer, created

A_WHILE_AGO = "2026-01-01T00:00:00.000Z"


def test_a_ticket_opens_one_connection_only(admin: Consumer) -> None:
    url = _ticket(admin)["url"]
    with connect(url):
        _require_refused(url)
    _require_refused(url)


def test_neither_a_forged_ticket_nor_none_opens_anything(admin: Consumer) -> None:
    url = _ticket(admin)["url"]
    for wrong in (url[:-1] + "~", url.partition("?")[0], url.partition("=")[0] + "="):
        _require_refused(wrong)


def test_a_ticket_that_has_expired_opens_nothing(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any]
) -> None:
    ticket = _ticket(admin)
    digest = hashlib.sha256(ticket["ticket"].encode()).hexdigest()
    aws("dynamodb").update_item(
        TableName=stack.tables["ws_tickets"],
        Key={"pk": {"S": digest}},
        UpdateExpression="SET valid_until = :past",
        ConditionExpression="attribute_exists(valid_until)",
        ExpressionAttributeValues={":past": {"S": A_WHILE_AGO}},
    )
    _require_refused(ticket["url"])


def test_a_page_from_elsewhere_opens_nothing_and_uses_no_ticket_up(
    admin: Consumer, stack: Outputs
) -> None:
    url = _ticket(admin)["url"]
    for origin in ("https://elsewhere.example", "null"):
        _require_refused(url, origin)
    with connect(url, origin=Origin(stack.endpoint_url)):
        pass


def test_neither_a_token_nor_a_ticket_is_in_an_address_or_a_log(
    admin: Consumer, stack_folder: Path, aws: Callable[[str], Any]
) -> None:
    token = admin.http.headers["authorization"].removeprefix("Bearer ")
    ticket, other = _ticket(admin), _ticket(admin)
    with connect(ticket["url"]) as socket:
        socket.send('{"action": "subscribe", "topics": ["assets"]}')
        socket.recv(timeout=60)
    _require_refused(ticket["url"])
    assert parse_qs(urlsplit(ticket["url"]).query) == {"ticket": [ticket["ticket"]]}
    secrets = (token, ticket["ticket"], other["ticket"])
    logs = [path.read_text("utf-8", "replace") for path in stack_folder.rglob("*.log")]
    written = [*logs, *_of_functions(aws("logs"))]
    assert any("notify-on_socket" in text for text in written)
    for text in written:
        # Not compared as such: a failure would show the secret.
        assert not any(secret in text for secret in secrets)


def _ticket(admin: Consumer) -> Body:
    return created(admin.http.post("/api/admin/websocket-tickets"))


def _require_refused(url: str, origin: str | None = None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(url, origin=None if origin is None else Origin(origin))
    assert refused.value.response.status_code in {401, 403}


def _of_functions(logs: Any) -> Iterator[str]:  # noqa: ANN401 - a client of boto3
    groups = logs.get_paginator("describe_log_groups").paginate()
    for name in [group["logGroupName"] for page in groups for group in page["logGroups"]]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
            yield "\n".join(event["message"] for event in page["events"])
