"""Who is let through the WebSocket handshake."""

from datetime import timedelta
from typing import Any

import pytest

from functions.notify.on_authorize import handler
from tests.functions.events import handshake
from tests.gateway import Context, call
from tests.world import World

Policy = dict[str, Any]


def a_ticket() -> str:
    return str(call("POST", "/api/admin/websocket-tickets").json()["ticket"])


def knock(query: dict[str, str] | None) -> Policy:
    return handler(handshake(query), Context())


def effect(policy: Policy) -> str:
    [statement] = policy["policyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    return str(statement["Effect"])


def test_a_fresh_ticket_opens_the_connection_in_the_name_of_its_admin(world: World) -> None:
    policy = knock({"ticket": a_ticket()})

    assert effect(policy) == "Allow"
    assert policy["principalId"] == "ada"
    assert policy["context"] == {"admin_id": "ada", "session_until": "2026-11-22T11:15:30.000Z"}


def test_a_ticket_opens_one_connection_only(world: World) -> None:
    ticket = a_ticket()

    assert [effect(knock({"ticket": ticket})) for _ in range(3)] == ["Allow", "Deny", "Deny"]


def test_an_old_ticket_opens_nothing(world: World) -> None:
    ticket = a_ticket()
    world.clock.advance(timedelta(seconds=30))

    assert effect(knock({"ticket": ticket})) == "Deny"


@pytest.mark.parametrize(
    "query",
    [None, {}, {"ticket": ""}, {"ticket": "x" * 8000}, {"ticket": "\0é"}, {"Ticket": "x"}],
    ids=["no query", "empty", "blank", "long", "strange", "another name"],
)
def test_without_a_ticket_nothing_is_opened(world: World, query: dict[str, str] | None) -> None:
    policy = knock(query)

    assert effect(policy) == "Deny"
    assert policy["principalId"] == "nobody"
    assert "admin_id" not in (policy.get("context") or {})


def test_a_ticket_never_appears_in_the_log(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = a_ticket()
    knock({"ticket": ticket})
    knock({"ticket": ticket})

    logged = capsys.readouterr().out
    assert '"actor":"ada"' in logged
    assert '"actor":"nobody"' in logged
    assert ticket not in logged


def test_the_answer_is_not_an_allowance_for_other_connections(world: World) -> None:
    [statement] = knock({"ticket": a_ticket()})["policyDocument"]["Statement"]

    assert all(":live/live/" in resource for resource in statement["Resource"])
