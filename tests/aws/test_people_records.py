"""What is written of users, heads, histories and holders is what is read."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mediadesk import tables
from mediadesk.aws.assignment_records import (
    entry_of,
    head_from_image,
    head_of,
    head_row,
    history_row,
    holders_from_image,
    holders_of,
    holders_row,
)
from mediadesk.aws.assignment_rows import HeadRow, HistoryRow, HoldersRow
from mediadesk.aws.shards import directory_shard, directory_shards, holder_shard, holder_shards
from mediadesk.aws.user_records import hit_of, profile_of, search_rows, user_row
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.domain.chains import ChainHead
from mediadesk.domain.heads import Head, LastBulk
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.ids import AdminId, BulkId, UserId
from mediadesk.domain.user_search import terms
from mediadesk.domain.users import Profile
from tests.aws.record_kinds import asset_ids, counts, maybe_moments, moments, names, texts
from tests.builders import a_change, a_head, a_profile, an_asset_id, an_entry

user_ids = st.from_regex(r"[A-Za-z0-9._@:+-]{1,20}", fullmatch=True).map(UserId)
admins, bulks, actions = names.map(AdminId), names.map(BulkId), st.sampled_from(HistoryAction)
profiles = st.builds(
    Profile,
    user_id=user_ids,
    display_name=names,
    email=names,
    updated_at=moments,
    version=counts,
    deactivated_at=maybe_moments,
    audit=st.builds(ChainHead, sequence=counts, hash=names),
)
heads = st.builds(
    Head,
    user_id=user_ids,
    v=counts,
    sequence=counts,
    asset_id=st.none() | asset_ids,
    previous_asset_id=st.none() | asset_ids,
    bulk_id=st.none() | bulks,
    hash=names,
    entry_action=st.none() | actions,
    assigned_at=maybe_moments,
    assigned_by=st.none() | admins,
    undo_until=maybe_moments,
    op_id=st.none() | names,
    deactivated_at=maybe_moments,
    intent=st.none() | bulks,
    last_bulk=st.none() | st.builds(LastBulk, bulk_id=bulks, committed_at=moments),
)
entries = st.builds(
    HistoryEntry,
    user_id=user_ids,
    sequence=st.integers(1, 10**9),
    action=actions,
    asset_id=st.none() | asset_ids,
    previous_asset_id=st.none() | asset_ids,
    performed_by=admins,
    performed_at=moments,
    bulk_id=st.none() | bulks,
    refers_to=st.none() | st.integers(1, 10**9),
    note=st.none() | texts,
    request_id=names,
    op_id=names,
    previous_hash=names,
    hash=names,
)
holders = st.builds(
    Holders,
    asset_id=asset_ids,
    latest=st.none()
    | st.builds(Holding, user_id=user_ids, assigned_at=moments, assigned_by=admins),
    count=counts,
    version=counts,
    v=counts,
    computed_at=maybe_moments,
    due_at=maybe_moments,
)


@given(profiles)
def test_a_profile_is_read_back_as_it_was_written(profile: Profile) -> None:
    assert profile_of(UserRow.from_raw_data(user_row(profile).serialize())) == profile


@given(heads)
def test_a_head_is_read_back_as_it_was_written(head: Head) -> None:
    item: dict[str, Any] = head_row(head).serialize()
    assert all("NULL" not in value for value in item.values())
    assert head_of(HeadRow.from_raw_data(item)) == head
    assert head_from_image(item | {"of_a_later_version": {"S": "x"}}) == head


@given(entries)
def test_an_entry_is_read_back_as_it_was_written(entry: HistoryEntry) -> None:
    assert entry_of(HistoryRow.from_raw_data(history_row(entry).serialize())) == entry


@given(holders)
def test_holders_are_read_back_as_they_were_written(held: Holders) -> None:
    item: dict[str, Any] = holders_row(held).serialize()
    assert all("NULL" not in value for value in item.values())
    assert holders_of(HoldersRow.from_raw_data(item)) == held
    assert holders_from_image(item | {"of_a_later_version": {"S": "x"}}) == held


@given(profiles)
def test_every_term_is_found_where_words_that_begin_it_are_looked_for(profile: Profile) -> None:
    rows = search_rows(profile)
    keys = [(row.pk, row.sk) for row in rows]
    assert len(keys) == len(set(keys)) <= 40
    for term in terms(profile):
        sk = f"{term}#{profile.user_id}"
        assert {(term[:1], sk), (term[:2], sk)} <= set(keys)
    for row in rows:
        hit = hit_of(SearchRow.from_raw_data(row.serialize()))
        assert (hit.position, hit.terms) == (f"{hit.term}#{profile.user_id}", terms(profile))


def test_a_head_has_a_place_among_holders_only_while_it_holds_something() -> None:
    held = a_change(a_head()).after
    [shard] = head_row(held).serialize()["holder_shard"].values()
    assert shard in holder_shards(an_asset_id())
    assert "holder_shard" not in head_row(a_change(held, None).after).serialize()


def test_holders_have_a_place_among_the_due_only_while_they_are_due() -> None:
    due = Holders(an_asset_id(), due_at=an_entry().performed_at)
    assert holders_row(due).serialize()["due"] == {"S": "DUE"}
    assert not {"due", "due_at"} & set(holders_row(Holders(an_asset_id())).serialize())


def test_items_lie_where_the_tables_say() -> None:
    entry, profile = an_entry(), a_profile()
    held = holders_row(Holders(an_asset_id()))
    head, history, user = head_row(a_head()), history_row(entry), user_row(profile)
    assert (head.pk, head.sk) == ("U#grace", "HEAD")
    assert (history.pk, history.sk) == ("U#grace", "0000000001")
    assert (user.pk, user.sk) == ("U#grace", "PROFILE")
    assert (held.pk, held.sk) == (f"A#{an_asset_id()}", "HOLDERS")


def test_an_entry_is_stored_with_every_field_that_its_hash_covers() -> None:
    entry = an_entry()
    item = history_row(entry).serialize()
    document = {name: value for name, value in entry.document().items() if value is not None}
    numbers = {"sequence": {"N": str(entry.sequence)}}
    assert {name: item[name] for name in document} == {
        name: {"S": value} for name, value in document.items()
    } | numbers
    assert item["op_id"] == {"S": entry.op_id}
    assert item["performed_day"]["S"].startswith("2026-11-22#")


def test_users_spread_over_all_shards() -> None:
    ids = [UserId(f"user-{number}") for number in range(300)]
    assert {directory_shard(user_id) for user_id in ids} == set(directory_shards())
    asset_id = an_asset_id()
    spread = {holder_shard(asset_id, user_id) for user_id in ids}
    assert spread == set(holder_shards(asset_id))
    assert len(spread) == tables.HOLDER_SHARDS


def test_an_entry_far_ahead_keeps_its_order_as_text() -> None:
    keys = [history_row(an_entry(a_head(sequence=n))).sk for n in (8, 9, 99, 10**9)]
    assert keys == sorted(keys)
    assert {len(key) for key in keys} == {10}


def test_a_later_window_is_stored_with_its_end() -> None:
    after = a_change(a_head()).after
    assert after.assigned_at is not None
    end = after.assigned_at + timedelta(seconds=30)
    assert head_row(after).undo_until == end
