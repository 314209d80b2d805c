"""Who gets into live status, with what, and what of it is left behind."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest

from mediadesk import wiring
from mediadesk.domain.connections import ticket_digest
from mediadesk.domain.ids import ConnectionId
from tests.builders import GRACE, a_connection, a_head, a_profile, an_asset, an_asset_id
from tests.functions.live import CLIENT, a_ticket, codes, connect, effect, knock, send, subscribe
from tests.gateway import ADMIN, AUDITOR, NOBODY, STRANGER, Person, call
from tests.world import World

CONSOLE = "https://console.example.com"
TOPICS = ["assets", f"asset:{an_asset_id(1)}", "user:grace"]
ROUTES = {
    "ticket": ("POST", "/api/admin/websocket-tickets"),
    "events": ("GET", f"/api/admin/events?topics={quote('assets,user:grace')}"),
}
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJ1c2VybmFtZSI6ImFkYSJ9.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def _peopled(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One asset, one user, and the stage's pages at one address."""
    world.storage.assets[an_asset_id(1)] = an_asset(1)
    world.storage.profiles[GRACE] = a_profile()
    world.storage.heads[GRACE] = a_head()
    monkeypatch.setenv("MEDIADESK_WEB_ORIGIN", CONSOLE)
    wiring.settings.cache_clear()
    yield
    wiring.settings.cache_clear()


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
@pytest.mark.parametrize(
    ("person", "status"),
    [
        (ADMIN, {200, 201}),
        (AUDITOR, {200, 201}),
        (Person("eve", ("auditor", "staff")), {200, 201}),
        (STRANGER, {403}),
        (Person("eve", ("staff",)), {403}),
        (Person("eve", ("Admin", "admins")), {403}),
        (NOBODY, {401}),
    ],
    ids=lambda value: "-".join(value.groups) if isinstance(value, Person) else None,
)
def test_admins_and_auditors_get_in_and_nobody_else(
    world: World, route: tuple[str, str], person: Person | None, status: set[int]
) -> None:
    assert call(*route, person).status in status


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("person", [ADMIN, AUDITOR], ids=["admin", "auditor"])
def test_every_kind_of_topic_is_open_to_both(world: World, person: Person, topic: str) -> None:
    assert connect(person=person) == 200
    subscribe(topic)

    assert codes(world) == []
    assert (topic, CLIENT) in world.storage.subscriptions


@pytest.mark.parametrize("groups", [frozenset(), frozenset({"staff"}), frozenset({"Admin"})])
@pytest.mark.parametrize("topic", [*TOPICS, "user:nobody", "weather", "asset:x"])
def test_a_connection_without_such_a_group_follows_nothing_whatever_is_there(
    world: World, topic: str, groups: frozenset[str]
) -> None:
    world.connections.add(a_connection(CLIENT, groups=groups))
    subscribe(topic)
    subscribe("assets", topic)

    assert codes(world) == ["topic_refused"] * 2
    assert not world.storage.subscriptions


def test_the_groups_are_those_of_the_ticket_and_no_frame_changes_them(world: World) -> None:
    world.connections.add(a_connection(CLIENT, groups=frozenset()))
    send({"action": "subscribe", "topics": ["assets"], "groups": ["admin"]})

    assert codes(world) == ["invalid_frame"]
    assert world.storage.connections[CLIENT].groups == frozenset()


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "null", f"{CONSOLE}.evil.example.com", "file://"]
)
def test_a_page_of_another_origin_does_not_get_in_with_a_good_ticket(
    world: World, origin: str
) -> None:
    ticket = a_ticket()

    assert effect(knock({"ticket": ticket}, {"origin": origin})) == "Deny"
    assert ticket_digest(ticket) in world.storage.tickets
    assert effect(knock({"ticket": ticket}, {"Origin": CONSOLE})) == "Allow"


def test_a_ticket_is_good_once_for_one_admin_and_for_thirty_seconds(world: World) -> None:
    ticket = a_ticket()
    assert [effect(knock({"ticket": ticket})) for _ in range(2)] == ["Allow", "Deny"]
    late = a_ticket()
    world.clock.advance(timedelta(seconds=30))
    assert effect(knock({"ticket": late})) == "Deny"


@pytest.mark.parametrize(
    "forged",
    ["", "x", "x" * 43, JWT, "../..", "' OR '1'='1", "\0"],
    ids=ascii,
)
def test_a_forged_ticket_is_refused(world: World, forged: str) -> None:
    a_ticket()

    assert effect(knock({"ticket": forged})) == "Deny"


def test_the_digest_from_a_stolen_table_is_no_ticket(world: World) -> None:
    digest = ticket_digest(a_ticket())

    assert digest in world.storage.tickets
    assert effect(knock({"ticket": digest})) == "Deny"


def test_a_session_that_is_over_ends_its_connection(world: World) -> None:
    assert connect() == 200
    world.clock.advance(timedelta(hours=1))
    subscribe("assets")

    assert world.sockets.closed == [CLIENT]
    assert not world.storage.subscriptions


def test_neither_token_nor_ticket_is_in_the_log_or_in_an_address(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Bearer {JWT}"}
    issued = call(*ROUTES["ticket"], headers=headers).json()
    call(*ROUTES["events"], headers=headers)
    knock({"ticket": issued["ticket"], "token": JWT}, headers)
    knock({"ticket": JWT})
    assert connect(ConnectionId("c-2=")) == 200
    send({"action": "ping", "token": JWT}, ConnectionId("c-2="))

    logged = capsys.readouterr().out
    assert logged
    for secret in (JWT, JWT.split(".")[1], issued["ticket"]):
        assert secret not in logged
    assert "eyJ" not in issued["url"]
    assert JWT not in json.dumps([str(each) for each in world.storage.tickets.values()])
