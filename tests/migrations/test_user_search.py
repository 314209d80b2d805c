"""Users whose entries are older than the search are found after its backfill."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event

import pytest

from mediadesk import tables
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.users import Profile, describe
from tests.builders import a_profile, profile_change, registration
from tests.fakes import START
from tests.faults import Crash
from tests.migrations.desk import Desk, Item, Rows, expected

GRACE = a_profile("grace", display_name="Grace Hopper", email="grace@navy.mil")
NOA = a_profile("noa-1", display_name="Noa Sørlie")
X = a_profile("x", display_name="X", email="x@x")
Y = a_profile("y", display_name="Y", email="y@y")
PEOPLE = (GRACE, NOA, X)
WRITTEN = (tables.USERS, tables.USER_SEARCH, tables.MIGRATIONS, tables.AUDIT)
GRACES = expected(GRACE)


def without_list(row: Item) -> Item:
    return {name: value for name, value in row.items() if name not in {"terms", "schema_version"}}


def of_word(word: str, user_id: str) -> Item:
    sk = f"{word}#{user_id}"
    return {"pk": {"S": word[:2]}, "sk": {"S": sk}, "term": {"S": word}, "user_id": {"S": user_id}}


OLD_SHAPES: dict[str, list[Item]] = {
    "no rows at all": [],
    "one row for each word only": [row for (pk, _), row in GRACES.items() if len(pk) > 1],
    "rows that don't name the other words": [without_list(row) for row in GRACES.values()],
    "rows of a name that was given up": [
        *expected(a_profile("grace", display_name="Grace Murray")).values()
    ],
    "words of other rules": [of_word("hopper, grace", "grace"), *GRACES.values()],
    "words of somebody who is not in the directory": [of_word("ghost", "ghost")],
    "what is no row of ours": [{"pk": {"S": "ab"}, "sk": {"S": "abc"}, "terms": {"N": "1"}}],
}


def lay_out(desk: Desk, *rows: Item) -> None:
    for profile in PEOPLE:
        desk.put_profile(profile)
    for row in (*rows, *expected(X).values()):
        desk.put(tables.USER_SEARCH, row)


def search(desk: Desk) -> Rows:
    return desk.rows(tables.USER_SEARCH)


def found(desk: Desk, word: str) -> set[str]:
    return {hit.user_id for hit in desk.others.users.search(word, None, 100)}


@pytest.mark.parametrize("rows", OLD_SHAPES.values(), ids=OLD_SHAPES)
def test_the_search_has_afterwards_just_what_the_directory_says(
    desk: Desk, rows: list[Item]
) -> None:
    lay_out(desk, *rows)
    assert search(desk) != expected(*PEOPLE)

    desk.runner().run(desk.backfill())

    assert search(desk) == expected(*PEOPLE)
    assert found(desk, "hopp") == {"grace"}
    assert found(desk, "g") == {"grace"}
    assert not found(desk, "murr") | found(desk, "ghost")


def test_an_entry_without_a_schema_version_is_found_too(moto_desk: Desk) -> None:
    moto_desk.put_profile(GRACE, schema_version=None, directory_shard=None)
    moto_desk.runner().run(moto_desk.backfill())
    assert found(moto_desk, "hopp") == {"grace"}


def test_a_dry_run_writes_nothing_and_counts_what_a_run_would_write(desk: Desk) -> None:
    lay_out(desk, of_word("ghost", "ghost"))
    before = search(desk)

    would = desk.runner().rehearse(desk.backfill())

    assert desk.writes.calls == []
    assert search(desk) == before
    assert desk.rows(tables.MIGRATIONS) == {}
    missing = len(expected(GRACE, NOA))
    assert [(part.looked_at, part.changed) for part in would] == [(3, missing), (len(before), 1)]


def test_what_a_run_counts_is_what_it_found_and_wrote(desk: Desk) -> None:
    lay_out(desk, of_word("ghost", "ghost"))
    parts = desk.runner().run(desk.backfill())

    everything = len(expected(*PEOPLE)) + 1
    assert [part.looked_at for part in parts] == [3, everything]
    assert [part.changed for part in parts] == [len(expected(GRACE, NOA)), 1]
    assert parts == desk.store().parts("backfill_user_search")[::-1]


def test_a_second_run_writes_nothing_also_from_the_beginning(desk: Desk) -> None:
    lay_out(desk, of_word("ghost", "ghost"))
    done = desk.runner().run(desk.backfill())
    desk.writes.clear()

    assert desk.runner("run-2").run(desk.backfill()) == done
    assert set(desk.writes.calls) <= {"PutItem"}
    again = desk.runner("run-3").run(desk.backfill(), is_again=True)
    assert "TransactWriteItems" not in desk.writes.calls
    assert [part.changed for part in again] == [0, 0]
    assert search(desk) == expected(*PEOPLE)


def lay_out_few(desk: Desk) -> None:
    """Two users of a word or two: one without rows, and one whose name was another."""
    desk.empty(*WRITTEN)
    for profile in (X, Y):
        desk.put_profile(profile)
    for row in (of_word("zed", "x"), of_word("ghost", "ghost"), *expected(X).values()):
        desk.put(tables.USER_SEARCH, row)


def writes_of_a_run(desk: Desk) -> int:
    lay_out_few(desk)
    desk.runner().run(desk.backfill())
    return len(desk.writes.calls)


def test_a_run_that_is_killed_at_any_write_is_finished_by_the_next_one(moto_desk: Desk) -> None:
    desk = moto_desk
    for number in range(1, writes_of_a_run(desk) + 1):
        for moment in ("before", "after"):
            lay_out_few(desk)
            desk.writes.fail(number, moment, Crash())
            with pytest.raises(Crash):
                desk.runner("killed").run(desk.backfill())
            desk.writes.clear()
            desk.clock.advance(timedelta(seconds=61))

            parts = desk.runner("next").run(desk.backfill())

            assert search(desk) == expected(X, Y), (number, moment)
            assert parts[0].looked_at == 2
            assert all(part.is_finished for part in parts)


def test_a_run_that_is_asked_to_stop_leaves_the_rest_to_the_next_one_at_once(desk: Desk) -> None:
    lay_out(desk)
    stop = Event()
    desk.around(4, stop.set)

    left = desk.runner(stop=stop).run(desk.backfill())

    assert not any(part.is_finished for part in left)
    assert left[0].looked_at == 2
    parts = desk.runner("run-2").run(desk.backfill())
    assert search(desk) == expected(*PEOPLE)
    assert parts[0].looked_at == 3


def renamed(profile: Profile) -> Profile:
    return describe(profile, "Zoe", profile.email, START)


def rename_all(desk: Desk, key: str) -> None:
    for profile in (X, Y):
        change = profile_change(profile, renamed(profile), key=f"{key}-{profile.user_id}")
        desk.others.users.save(change)


def test_words_that_somebody_writes_at_any_moment_of_the_run_are_kept(moto_desk: Desk) -> None:
    desk = moto_desk
    for number in range(1, writes_of_a_run(desk) + 1):
        lay_out_few(desk)
        desk.around(number, partial(rename_all, desk, str(number)))

        desk.runner(f"run-{number}").run(desk.backfill())

        assert search(desk) == expected(renamed(X), renamed(Y)), number


def test_an_entry_that_never_rests_ends_the_run_with_what_is_the_matter(moto_desk: Desk) -> None:
    moto_desk.put_profile(X)
    versions = (replace(X, version=number) for number in range(2, 99))
    for number in range(1, 40):
        moto_desk.around(number, lambda: moto_desk.put_profile(next(versions)))
    with pytest.raises(WriteConflict, match="changes without a pause"):
        moto_desk.runner().run(moto_desk.backfill())


def test_a_user_who_comes_during_the_run_is_found(moto_desk: Desk) -> None:
    lay_out(moto_desk)
    new = a_profile("new", display_name="New Comer")
    moto_desk.around(4, lambda: moto_desk.others.users.save(registration(new)))
    moto_desk.runner().run(moto_desk.backfill())
    assert search(moto_desk) == expected(*PEOPLE, new)
