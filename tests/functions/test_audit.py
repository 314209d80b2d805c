"""The audit trail by HTTP: pages, files, and the check of a chain."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from mediadesk.contracts.audit import AuditEntry
from tests.builders import an_asset_id
from tests.fakes import START
from tests.functions.people import assigned, registered, undo
from tests.functions.stories import announced
from tests.gateway import AUDITOR, Answer, call
from tests.world import World

AUDIT = "/api/admin/audit"
CSV, NDJSON = "text/csv", "application/x-ndjson"


def audit(accept: str = "", **query: object) -> Answer:
    headers = {"Accept": accept} if accept else {}
    return call("GET", f"{AUDIT}?{urlencode(query)}".rstrip("?"), headers=headers)


def items(**query: object) -> list[Any]:
    answer = audit("", **query)
    assert answer.status == 200, answer.body
    return list(answer.json()["items"])


def verified(chain: str, **query: object) -> Answer:
    return call("GET", f"{AUDIT}/verify?{urlencode({'chain': chain, **query})}")


def test_an_entry_is_shown_whole_and_its_hash_is_that_of_what_is_shown(world: World) -> None:
    asset_id = announced()
    assigned(world)

    for entry in items():
        AuditEntry.model_validate(entry)
        sealed = entry.pop("hash")
        told = entry["after"] if entry["chain"].startswith("user:") else entry
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == sealed
    assert {entry["chain"] for entry in items()} == {
        f"asset:{asset_id}",
        "profile:grace",
        "user:grace",
    }


def test_a_change_of_what_somebody_holds_is_an_entry_like_any_other(world: World) -> None:
    made = assigned(world)
    undo(made, note="wrong one").send()

    undone, given = items(user_id="grace")[:2]

    assert (undone["action"], given["action"]) == ("assignment.undone", "assignment.assigned")
    assert (given["actor"], given["actor_kind"], given["user_id"]) == ("ada", "admin", "grace")
    assert given["asset_id"] == undone["asset_id"] == an_asset_id(1)
    assert undone["after"]["note"] == "wrong one"
    assert undone["after"]["previous_asset_id"] == an_asset_id(1)


def test_pages_follow_one_another_and_say_until_when_they_are_complete(world: World) -> None:
    for name in ("a", "b", "c"):
        registered(name)
    first = audit(limit=2).json()
    second = audit(limit=2, cursor=first["next_cursor"]).json()

    users = [entry["user_id"] for entry in first["items"] + second["items"]]
    assert sorted(users) == ["a", "b", "c"]
    assert first["complete_until"] == "2026-11-22T10:14:30.123Z"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"action": "assignment.assigned"}, 1),
        ({"actor": "eve"}, 0),
        ({"asset_id": an_asset_id(1)}, 1),
        ({"from": "2026-11-22T10:15:30.123Z"}, 2),
        ({"to": "2026-11-22T10:15:30.122Z"}, 0),
    ],
    ids=str,
)
def test_a_filter_holds(world: World, query: dict[str, str], count: int) -> None:
    assigned(world)
    assert len(items(**query)) == count


@pytest.mark.parametrize("accept", [NDJSON, f"text/html, {NDJSON};q=0.9, application/json;q=0.1"])
def test_an_export_is_the_page_line_by_line(world: World, accept: str) -> None:
    assigned(world)

    answer = audit(accept, user_id="grace")

    assert answer.headers["Content-Type"] == f"{NDJSON}; charset=utf-8"
    assert [json.loads(line) for line in (answer.body or "").splitlines()] == items(user_id="grace")
    assert "Link" not in answer.headers


@pytest.mark.parametrize("accept", [NDJSON, CSV])
def test_an_export_says_until_when_it_is_complete_as_a_page_does(world: World, accept: str) -> None:
    assigned(world)
    told = audit(accept).headers["Complete-Until"]
    assert told == audit().json()["complete_until"] == "2026-11-22T10:14:30.123Z"


def test_an_export_leads_to_its_next_page(world: World) -> None:
    for name in ("a", "b", "c"):
        registered(name)

    answer = audit(NDJSON, limit=2, actor="ada")

    link = answer.headers["Link"]
    assert link.endswith('>; rel="next"')
    following = call("GET", link[1 : link.index(">")], headers={"Accept": NDJSON})
    lines = f"{answer.body}{following.body}".splitlines()
    assert len({json.loads(line)["user_id"] for line in lines}) == 3


def test_no_cell_of_a_table_is_a_formula(world: World) -> None:
    for name in ("+1", "-2", "@SUM"):
        registered(name, display_name="=1+1")

    answer = audit(f"{CSV}, {NDJSON};q=0.5")

    assert answer.headers["Content-Type"] == f"{CSV}; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.body or ""))
    assert head == list(AuditEntry.model_fields)
    assert sorted(row[head.index("user_id")] for row in rows) == ["'+1", "'-2", "'@SUM"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    after = json.loads(rows[0][head.index("after")])
    assert after["display_name"] == "=1+1"


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/html", "application/json", "text/csv;q=0", "x"]
)
def test_whatever_else_is_asked_for_is_answered_in_json(world: World, accept: str) -> None:
    registered()
    assert audit(accept).headers["Content-Type"] == "application/json"


def test_a_file_may_be_longer_than_a_page(world: World) -> None:
    assert audit(NDJSON, limit=1000).status == 200
    answer = audit(limit=101)
    assert (answer.status, answer.faults) == (422, {("query.limit", "less_than_equal")})
    assert audit(NDJSON, limit=1001).status == 422


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"asset_id": "nothing"}, "asset_not_found"),
        ({"asset_id": an_asset_id(5)}, "asset_not_found"),
        ({"user_id": "nobody"}, "user_not_found"),
        ({"user_id": "a b"}, "user_not_found"),
        ({"action": "asset.danced"}, "validation_failed"),
        ({"from": "yesterday"}, "validation_failed"),
        ({"from": "2026-11-23T00:00:00Z", "to": "2026-11-22T00:00:00Z"}, "validation_failed"),
        ({"cursor": "x"}, "invalid_cursor"),
        ({"table": "users"}, "validation_failed"),
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused(
    world: World, query: dict[str, str], code: str
) -> None:
    assert audit(**query).code == code
    assert audit(CSV, **query).headers["Content-Type"] == "application/problem+json"


def test_a_whole_chain_is_verified_for_an_auditor_too(world: World) -> None:
    assigned(world)
    [entry] = world.storage.history.values()

    answer = call("GET", f"{AUDIT}/verify?chain=user%3Agrace", AUDITOR)

    assert answer.json() == {
        "verified": True,
        "entries": 1,
        "head_hash": entry.hash,
        "first_bad_sequence": None,
        "next_sequence": None,
    }


def test_a_chain_that_was_tampered_with_is_not_verified_and_is_still_shown(world: World) -> None:
    assigned(world)
    [(place, entry)] = world.storage.history.items()
    forged = type(entry)(
        **{name: getattr(entry, name) for name in entry.__slots__} | {"note": "forged"}
    )
    world.storage.history[place] = forged

    assert verified("user:grace").json()["first_bad_sequence"] == 1
    assert items(user_id="grace")[0]["after"]["note"] == "forged"


def test_the_archive_is_compared_where_that_is_asked_for(world: World) -> None:
    assigned(world)
    world.clock.advance(timedelta(minutes=10))

    assert verified("user:grace").json()["verified"]
    answer = verified("user:grace", against_archive="true")
    assert answer.json()["first_bad_sequence"] == 1


@pytest.mark.parametrize("chain", ["", "grace", "user:nobody", "asset:x", "profile:a b"])
def test_a_chain_that_is_none_is_not_found(world: World, chain: str) -> None:
    answer = verified(chain)
    assert (answer.status, answer.code) == (404, "chain_not_found")


def test_the_clock_of_these_tests_stands_where_entries_are_found(world: World) -> None:
    registered()
    assert items()[0]["occurred_at"].startswith(f"{START:%Y-%m-%d}")
