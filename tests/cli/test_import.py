"""`mediactl users import`: the check of the file, the run, and the run after a broken one."""

from pathlib import Path

import pytest

from mediadesk.domain import errors
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem

USERS = "/api/admin/users"
HEADER = "user_id,display_name,email\n"


def users_file(home: Path, count: int) -> Path:
    path = home / "users.csv"
    rows = (f"u-{number},Name {number},u-{number}@example.org\n" for number in range(count))
    path.write_text(HEADER + "".join(rows))
    return path


def changes(desk: Desk) -> list[str]:
    return [asked.path for asked in desk.asked if asked.method == "PUT"]


def test_a_thousand_users_are_imported_and_then_left_alone(
    run: Run, desk: Desk, home: Path
) -> None:
    path = users_file(home, 1000)
    first = run("users", "import", path)
    assert first.exit_code == 0
    assert first.out == "1,000 created, 0 changed, 0 unchanged, 0 failed.\n"
    assert "users.csv: importing 50%" in first.err
    assert len(desk.directory.profiles) == 1000
    assert run("users", "import", path).out.startswith("0 created, 0 changed, 1,000 unchanged")
    assert len(changes(desk)) == 1000


def test_one_sign_in_serves_all_rows(run: Run, desk: Desk, home: Path) -> None:
    run("users", "import", users_file(home, 50))
    assert len(desk.calls("POST", "/")) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"email,user_id,display_name\nz@example.org,u-1,Zo\xc3\xab\n",
        b"\xef\xbb\xbfUser_ID;Display_Name;Email\r\nu-1;Zo\xc3\xab;z@example.org\r\n\r\n",
        b"user_id\tdisplay_name\temail\tteam\nu-1\tZo\xc3\xab\tz@example.org\tred\n",
        b'"user_id","display_name","email"\n"u-1"," Zo\xc3\xab ","z@example.org"',
    ],
)
def test_what_spreadsheets_write_is_understood(
    run: Run, desk: Desk, home: Path, content: bytes
) -> None:
    (home / "users.csv").write_bytes(content)
    assert run("users", "import", "users.csv").exit_code == 0
    profile = desk.directory.profiles["u-1"]
    assert (profile.display_name, profile.email) == ("Zoë", "z@example.org")


def test_columns_that_mean_nothing_are_named(run: Run, home: Path) -> None:
    (home / "users.csv").write_text("user_id,display_name,email,team\nu-1,Zoë,z@example.org,red\n")
    assert "passed over: team" in run("users", "import", "users.csv").err


def test_stdin_is_read_too(run: Run, desk: Desk) -> None:
    outcome = run("users", "import", "-", typed_in=f"{HEADER}u-1,Zoë,z@example.org\n")
    assert outcome.out.startswith("1 created")
    assert "users: importing" in outcome.err


def test_every_fault_is_named_by_its_line_before_anything_is_sent(
    run: Run, desk: Desk, home: Path
) -> None:
    lines = (
        "u-1,Zoë,z@example.org",
        'u-2,"Two\nlines",y@example.org',
        "u 3,Xenia,x.example.org",
        "u-1,Zoë again,z@example.org",
        "u-5,Too,many,values",
        "u-6,,w@example.org",
    )
    (home / "users.csv").write_text(HEADER + "\n".join(lines))
    outcome = run("users", "import", "users.csv")
    assert outcome.exit_code == 2
    faults = [line for line in outcome.err.splitlines() if line.startswith("  - ")]
    assert [fault.split(":")[0] for fault in faults] == [
        "  - line 3",
        "  - line 5",
        "  - line 5",
        "  - line 6",
        "  - line 7",
        "  - line 8",
    ]
    assert "email 'x.example.org' must be an address" in outcome.err
    assert "user_id u-1 stands in line 2 already" in outcome.err
    assert desk.asked == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"user_id,name,email\nu-1,Z,z@example.org\n", "line 1: the column display_name stands"),
        (b"user_id,email,email,display_name\n", "line 1: the column email stands twice"),
        (b"", "line 1: the column user_id stands nowhere"),
        (HEADER.encode(), "there is no user below the header"),
        (HEADER.encode() + b"u-1,Zo\xeb,z@example.org\n", "line 2: this is not UTF-8"),
        (HEADER.encode() + b'u-1,"Zoe,z@example.org\n', "line 2: this is no CSV"),
        (HEADER.encode() + b"u-1,Z\x00,z@example.org\n", "line 2: "),
    ],
)
def test_a_file_that_is_no_list_of_users_says_why(
    run: Run, desk: Desk, home: Path, content: bytes, fault: str
) -> None:
    (home / "users.csv").write_bytes(content)
    outcome = run("users", "import", "users.csv", "--json")
    assert outcome.exit_code == 2
    assert outcome.document["error"]["code"] == "users_file_not_usable"
    assert fault in outcome.document["error"]["faults"][0]
    assert desk.asked == []


def test_a_file_that_is_not_there_is_a_usage_error(run: Run) -> None:
    outcome = run("users", "import", "users.csv")
    assert outcome.exit_code == 2
    assert "No such file" in outcome.err


def test_a_dry_run_tells_what_would_happen_and_sends_nothing(
    run: Run, desk: Desk, home: Path
) -> None:
    run("users", "import", users_file(home, 4))
    run("users", "deactivate", "u-3")
    sent = len(changes(desk))
    path = users_file(home, 6)
    path.write_text(path.read_text().replace("Name 2", "Another"))
    outcome = run("users", "import", path, "--dry-run")
    told = "2 created, 1 changed, 1 reactivated, 2 unchanged, 0 failed."
    assert outcome.out == f"Nothing was sent. It would be: {told}\n"
    assert len(changes(desk)) == sent
    assert run("users", "import", path).out == f"{told}\n"


def test_rows_that_are_refused_are_named_and_the_others_go_on(
    run: Run, desk: Desk, home: Path
) -> None:
    path = users_file(home, 20)
    refusal = problem(errors.InvalidInput, 422, "Not that one.")
    desk.answers_next(f"PUT {USERS}/u-3", refusal, refusal)
    outcome = run("users", "import", path)
    assert outcome.exit_code == 1
    assert outcome.out == "19 created, 0 changed, 0 unchanged, 1 failed.\n"
    assert "line 5: u-3: Not that one. (validation_failed · request req-7)" in outcome.err
    document = run("users", "import", path, "--json").document
    assert (document["created"], document["unchanged"]) == (0, 19)
    assert [failed["line"] for failed in document["failed"]] == [5]
    assert run("users", "import", path).exit_code == 0


def test_what_would_fail_for_every_row_stops_the_import(run: Run, desk: Desk, home: Path) -> None:
    outcome = run("users", "import", users_file(home, 100), "--user", "eve")
    assert outcome.exit_code == 3
    assert "code forbidden" in outcome.err
    assert "users were not reached" in outcome.err
    assert len(desk.asked) < 20


def test_a_service_that_stays_away_ends_the_import_as_unavailable(
    run: Run, desk: Desk, home: Path
) -> None:
    desk.answers_next(f"GET {USERS}/u-0", *[Answer(503)] * 4)
    document = run("users", "import", users_file(home, 1), "--json").document
    assert document["failed"][0]["error"]["code"] == "service_unavailable"
    desk.answers_next(f"GET {USERS}/u-0", *[Answer(503)] * 4)
    assert run("users", "import", "users.csv").exit_code == 5


def test_an_answer_that_got_lost_is_asked_for_again_by_the_same_key(
    run: Run, desk: Desk, home: Path
) -> None:
    desk.loses_answers_of.add(f"PUT {USERS}/u-0")
    assert run("users", "import", users_file(home, 3)).out.startswith("3 created")
    first, again = desk.calls("PUT", f"{USERS}/u-0")
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert desk.directory.profiles["u-0"].version == 1


def test_an_import_that_was_interrupted_goes_on_where_it_stopped(
    run: Run, desk: Desk, home: Path
) -> None:
    path = users_file(home, 200)
    desk.answers_next(f"PUT {USERS}/u-60", Answer(503))
    broken = run("users", "import", path, stop_after=0)
    assert broken.exit_code == 130
    assert "Traceback" not in broken.err
    done = len(desk.directory.profiles)
    assert 40 < done < 200
    assert broken.out.startswith(f"{done} created")
    again = run("users", "import", path)
    assert again.exit_code == 0
    assert again.out == f"{200 - done} created, 0 changed, {done} unchanged, 0 failed.\n"
    assert len(desk.directory.profiles) == 200


def test_an_older_file_brings_the_older_names_back(run: Run, desk: Desk, home: Path) -> None:
    older = users_file(home, 1)
    newer = home / "newer.csv"
    newer.write_text(older.read_text().replace("Name 0", "Another"))
    for path in (older, newer, older):
        assert run("users", "import", path).exit_code == 0
    assert desk.directory.profiles["u-0"].display_name == "Name 0"
