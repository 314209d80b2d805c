"""How bulk operations are laid out in items."""

from dataclasses import replace

from mediadesk.aws.assignment_records import history_row
from mediadesk.aws.bulk_records import members_rows, record_from_image, record_row
from mediadesk.domain.bulk import MAX_USERS, commit, seal
from mediadesk.domain.ids import UserId
from mediadesk.domain.settling import settle
from tests.aws.bulks import closed
from tests.aws.metering import size
from tests.builders import a_bulk, a_bulk_id, a_change, a_head
from tests.fakes import START

KB = 1024
SEALED = seal(commit(a_bulk(), START), None)


def test_chunks_of_the_longest_ids_stay_far_below_what_an_item_may_have() -> None:
    longest = [UserId(f"{number:0128d}") for number in range(MAX_USERS)]
    rows = members_rows(a_bulk_id(), longest)
    assert [row.sk for row in rows] == [f"C#{number:04d}" for number in range(10)]
    assert max(size(row.serialize()) for row in rows) < 150 * KB
    assert [user_id for row in rows for user_id in row.user_ids] == longest


def test_an_image_of_the_stream_shows_the_record() -> None:
    assert record_from_image(record_row(SEALED).serialize()) == SEALED


def test_a_bulk_stands_in_the_index_until_it_is_over() -> None:
    assert record_row(SEALED).serialize()["open"] == {"S": "OPEN"}
    over = record_row(closed(SEALED)).serialize()
    assert {"open", "due_at"} & set(over) == set()


def test_a_list_by_time_shows_no_entries_of_members() -> None:
    [entry] = settle(a_head(intent=SEALED.bulk_id), SEALED).entries
    assert "performed_day" not in history_row(entry).serialize()
    [own] = a_change(a_head()).entries
    assert "performed_day" in history_row(own).serialize()


def test_a_record_says_of_itself_all_that_is_not_empty() -> None:
    told = record_row(replace(SEALED, note="why", has_override=True)).serialize()
    assert (told["note"], told["override"]) == ({"S": "why"}, {"BOOL": True})
    assert {"undone_at", "error", "sealed_by"} & set(told) == set()
