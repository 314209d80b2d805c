"""`mediactl audit`: lists, files and the check of a chain."""

import json

import pytest

from mediadesk.domain import errors
from mediadesk.domain.trail import recorded_history
from tests.builders import an_asset_id, an_entry
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem

PATH = "/api/admin/audit"
ENTRY = recorded_history(an_entry()).shown()
CSV = {"Content-Type": "text/csv; charset=utf-8"}
NEXT = {"Link": f'<{PATH}?limit=1000&cursor=c%2B1>; rel="next"'}


def page(*entries: object, cursor: str | None = None) -> Answer:
    body = {"items": entries, "next_cursor": cursor, "complete_until": "2026-11-22T10:15:30.123Z"}
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def verdict(**told: object) -> Answer:
    known = {
        "verified": True,
        "entries": 10_000,
        "head_hash": "ab" * 32,
        "first_bad_sequence": None,
        "next_sequence": None,
    }
    return Answer(200, json.dumps(known | told).encode(), {"Content-Type": "application/json"})


def test_what_happened_is_listed(run: Run, desk: Desk) -> None:
    desk.answers_next(f"GET {PATH}", page(ENTRY))

    outcome = run("audit", "--asset", an_asset_id(), "--about", "grace", "--actor", "ada")

    assert "assignment.assigned" in outcome.out
    assert "user:grace" in outcome.out
    [asked] = desk.calls("GET", PATH)
    assert asked.query == {
        "asset_id": an_asset_id(),
        "user_id": "grace",
        "actor": "ada",
        "limit": "25",
    }


def test_a_list_for_machines_is_that_of_the_service(run: Run, desk: Desk) -> None:
    desk.answers_next(f"GET {PATH}", page(cursor="c"), page(ENTRY))
    assert run("audit", "list", "--json").document["items"] == [ENTRY]
    assert desk.calls("GET", PATH)[1].query["cursor"] == "c"


def test_nothing_found_is_said_so(run: Run, desk: Desk) -> None:
    desk.answers_next(f"GET {PATH}", page())
    outcome = run("audit", "--from", "2026-11-22", "--action", "asset.deleted")
    assert (outcome.out, outcome.exit_code) == ("", 0)
    assert "no such entries" in outcome.err


def test_an_export_has_every_page_and_its_names_once(run: Run, desk: Desk) -> None:
    pages = Answer(200, b"a,b\r\n1,2\r\n", CSV | NEXT), Answer(200, b"a,b\r\n3,4\r\n", CSV)
    desk.answers_next(f"GET {PATH}", *pages)

    outcome = run("audit", "--export", "csv")

    assert outcome.out.split() == ["a,b", "1,2", "3,4"]
    first, second = desk.calls("GET", PATH)
    assert first.headers["accept"] == "text/csv"
    assert (first.query["limit"], second.query["cursor"]) == ("1000", "c+1")


def test_an_export_line_by_line_is_as_the_service_wrote_it(run: Run, desk: Desk) -> None:
    lines = {"Content-Type": "application/x-ndjson; charset=utf-8"}
    desk.answers_next(
        f"GET {PATH}", Answer(200, b'{"a": 1}\n', lines | NEXT), Answer(200, b'{"a": 2}\n', lines)
    )
    assert run("audit", "--export", "ndjson").out == '{"a": 1}\n{"a": 2}\n'


def test_a_service_that_knows_no_such_files_is_told_of(run: Run, desk: Desk) -> None:
    desk.answers_next(f"GET {PATH}", page())
    outcome = run("audit", "--export", "csv")
    assert (outcome.exit_code, outcome.out) != (0, "")
    assert "unexpected_answer" in outcome.err


def test_a_long_chain_is_checked_to_its_end(run: Run, desk: Desk) -> None:
    desk.answers_next(f"GET {PATH}/verify", verdict(next_sequence=10_001), verdict(entries=5))

    outcome = run("audit", "verify", "user:grace", "--against-archive")

    assert (outcome.exit_code, "10005 entries, whole" in outcome.out) == (0, True)
    asked = [call.query for call in desk.calls("GET", f"{PATH}/verify")]
    assert [query["from_sequence"] for query in asked] == ["1", "10001"]
    assert {query["against_archive"] for query in asked} == {"true"}


@pytest.mark.parametrize("options", [(), ("--json",)], ids=str)
def test_an_altered_chain_is_a_failure(run: Run, desk: Desk, options: tuple[str, ...]) -> None:
    desk.answers_next(f"GET {PATH}/verify", verdict(verified=False, first_bad_sequence=7))
    outcome = run("audit", "verify", "user:grace", *options)
    assert outcome.exit_code == 1
    assert "from entry 7 on" in outcome.err


def test_an_unknown_chain_is_told_by_the_service(run: Run, desk: Desk) -> None:
    refusal = problem(errors.ChainNotFound, 404, "No chain has the name 'grace'.")
    desk.answers_next(f"GET {PATH}/verify", refusal)
    assert "chain_not_found" in run("audit", "verify", "grace").err
