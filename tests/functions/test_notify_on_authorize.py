"""Who is let through the WebSocket handshake."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mediadesk import wiring
from tests.functions.live import a_ticket, effect, knock
from tests.gateway import AUDITOR, Person
from tests.world import World

CONSOLE = "https://console.example.com"


@pytest.fixture(autouse=True)
def _deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The stage's pages are at one address."""
    monkeypatch.setenv("MEDIADESK_WEB_ORIGIN", CONSOLE)
    wiring.settings.cache_clear()
    yield
    wiring.settings.cache_clear()


def test_a_fresh_ticket_opens_the_connection_in_the_name_of_its_admin(world: World) -> None:
    policy = knock({"ticket": a_ticket()})

    assert effect(policy) == "Allow"
    assert policy["principalId"] == "ada"
    assert policy["context"] == {
        "admin_id": "ada",
        "groups": "admin",
        "session_until": "2026-11-22T11:15:30.000Z",
    }


def test_the_connection_has_the_groups_of_who_asked_for_the_ticket(world: World) -> None:
    both = Person("eve", ("auditor", "admin", "staff"))

    assert knock({"ticket": a_ticket(AUDITOR)})["context"]["groups"] == "auditor"
    assert knock({"ticket": a_ticket(both)})["context"]["groups"] == "admin auditor staff"


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


@pytest.mark.parametrize("name", ["Origin", "origin", "ORIGIN"])
def test_the_console_may_knock_and_who_names_no_page(world: World, name: str) -> None:
    assert effect(knock({"ticket": a_ticket()}, {name: CONSOLE})) == "Allow"
    assert effect(knock({"ticket": a_ticket()})) == "Allow"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.com",
        "http://console.example.com",
        "https://console.example.com:8443",
        "https://console.example.com.evil.example",
        "https://console.example.com/",
        "https://CONSOLE.example.com",
        "null",
        "",
        "*",
        f"{CONSOLE},https://evil.example.com",
    ],
)
def test_another_page_is_refused_and_the_ticket_stays_good(world: World, origin: str) -> None:
    ticket = a_ticket()

    for name in ("Origin", "origin", "oRIGIN"):
        policy = knock({"ticket": ticket}, {name: origin})
        assert (effect(policy), policy["principalId"]) == ("Deny", "nobody")
    assert effect(knock({"ticket": ticket}, {"Origin": CONSOLE})) == "Allow"


def test_a_second_origin_beside_the_console_s_does_not_help(world: World) -> None:
    headers = {"Origin": CONSOLE, "origin": "https://evil.example.com"}

    assert effect(knock({"ticket": a_ticket()}, headers)) == "Deny"


def test_a_stage_that_knows_no_console_lets_no_page_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MEDIADESK_WEB_ORIGIN")
    wiring.settings.cache_clear()

    assert effect(knock({"ticket": a_ticket()}, {"Origin": CONSOLE})) == "Deny"
    assert effect(knock({"ticket": a_ticket()})) == "Allow"
