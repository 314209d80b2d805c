"""The pieces of conversions, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.asset_life import fail
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionError
from mediadesk.domain.errors import LeaseLost, WriteConflict
from mediadesk.domain.fan_out import (
    Cut,
    Piece,
    PieceKind,
    PieceStatus,
    claim_piece,
    finish_piece,
)
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from tests.aws.backends import Stores
from tests.aws.piece_stories import (
    JOIN,
    NEW,
    counted,
    left_to_many,
    pieces_of,
    stored,
    taken,
)
from tests.aws.test_asset_store import saved
from tests.builders import LEASE, an_asset_id, completed, published
from tests.fakes import START

LATER = START + LEASE + timedelta(seconds=1)
UNTIL = LATER + LEASE


def failed(stores: Stores, asset: Asset) -> Asset:
    error = ConversionError.of(MediaFault.ENCODER_FAILED, MediaLimits())
    now = stores.assets.get(asset.asset_id)
    return saved(stores, now, fail(now, now.current_conversion.run_id, error, LATER))


def test_pieces_are_read_back_as_they_were_cut(stores: Stores) -> None:
    asset = left_to_many(stores)
    assert stores.pieces.all(asset.asset_id, 1, 1) == pieces_of(asset)
    assert stored(stores, asset, 2) == pieces_of(asset)[2]
    assert counted(stores, asset) == NEW


def test_the_pieces_of_a_run_are_told_from_those_of_every_other(stores: Stores) -> None:
    cut = Cut(0, PieceKind.PICTURES, 0.0, 2.0, 50)
    runs = [(1, 1, 1), (1, 1, 11), (1, 11, 1), (2, 1, 1)]
    pieces = [Piece(an_asset_id(number), attempt, run, cut) for number, attempt, run in runs]
    stores.pieces.add(pieces)
    for piece in pieces:
        found = stores.pieces.all(piece.asset_id, piece.attempt, piece.asset_run)
        assert found == [piece]
    assert stores.pieces.all(an_asset_id(3), 1, 1) == []
    assert stores.pieces.get(an_asset_id(), 1, 1, 1) is None


def test_pieces_are_no_jobs(stores: Stores) -> None:
    asset = left_to_many(stores)
    assert [job.attempt for job in stores.jobs.attempts(asset.asset_id)] == [1]


def test_a_long_video_has_more_pieces_than_one_write_takes(stores: Stores) -> None:
    pieces = [
        Piece(an_asset_id(), 1, 1, Cut(number, PieceKind.PICTURES, 2.0 * number, 2.0, 50))
        for number in range(205)
    ]
    stores.pieces.add(pieces)
    assert stores.pieces.all(an_asset_id(), 1, 1) == pieces


def test_pieces_may_be_written_again_until_somebody_has_claimed_one(stores: Stores) -> None:
    asset = left_to_many(stores)
    stores.pieces.add(pieces_of(asset))
    claimed = taken(stores, asset, 1)
    with pytest.raises(WriteConflict):
        stores.pieces.add(pieces_of(asset))
    assert stored(stores, asset, 1) == claimed


def test_a_piece_is_claimed_by_one(stores: Stores) -> None:
    asset = left_to_many(stores)
    free = stored(stores, asset)
    claimed = taken(stores, asset)
    assert stored(stores, asset) == claimed
    with pytest.raises(LeaseLost):
        stores.pieces.claim(free, claim_piece(free, START, 2 * LEASE))
    assert stored(stores, asset) == claimed


def test_a_piece_that_was_never_cut_is_nobody_s(stores: Stores) -> None:
    asset = left_to_many(stores)
    absent = replace(pieces_of(asset)[0], attempt=2)
    with pytest.raises(LeaseLost):
        stores.pieces.claim(absent, claim_piece(absent, START, LEASE))
    assert stores.pieces.all(asset.asset_id, 2, 1) == []


def test_a_renewal_extends_both_leases_and_counts_what_is_new(stores: Stores) -> None:
    asset = left_to_many(stores)
    first = stores.pieces.renew(asset, taken(stores, asset), UNTIL, 500)
    assert (first.encoded_ms, first.lease_until) == (500, UNTIL)
    assert stored(stores, asset) == first
    second = stores.pieces.renew(asset, first, UNTIL, 1200)
    other = stores.pieces.renew(asset, taken(stores, asset, 1), UNTIL, 300)
    assert counted(stores, asset) == replace(NEW, encoded_ms=1500)
    assert (second.encoded_ms, other.encoded_ms) == (1200, 300)
    now = stores.assets.get(asset.asset_id)
    assert now.current_conversion.lease_until == UNTIL


def test_a_worker_who_begins_anew_takes_nothing_back(stores: Stores) -> None:
    asset = left_to_many(stores)
    stores.pieces.renew(asset, taken(stores, asset), START + LEASE, 1500)
    second = taken(stores, asset, at=LATER)
    assert (second.run, second.encoded_ms) == (2, 1500)
    renewed = stores.pieces.renew(asset, second, UNTIL, 100)
    assert renewed.encoded_ms == 1500
    assert counted(stores, asset).encoded_ms == 1500


def test_a_silent_worker_is_replaced_and_told_so(stores: Stores) -> None:
    asset = left_to_many(stores)
    first = taken(stores, asset)
    second = taken(stores, asset, at=LATER)
    with pytest.raises(LeaseLost):
        stores.pieces.renew(asset, first, UNTIL, 500)
    with pytest.raises(LeaseLost):
        stores.pieces.finish(asset, first, finish_piece(first), UNTIL)
    assert stored(stores, asset) == second
    assert counted(stores, asset) == NEW


def test_a_worker_who_came_back_is_not_replaced(stores: Stores) -> None:
    asset = left_to_many(stores)
    silent = taken(stores, asset)
    stores.pieces.renew(asset, silent, UNTIL, 500)
    with pytest.raises(LeaseLost):
        stores.pieces.claim(silent, claim_piece(silent, LATER, LEASE))
    assert stored(stores, asset).run == 1


def test_a_finished_piece_counts_once_however_often_that_is_said(stores: Stores) -> None:
    asset = left_to_many(stores)
    held = stores.pieces.renew(asset, taken(stores, asset), UNTIL, 500)
    done = finish_piece(held)
    for _ in range(3):
        stores.pieces.finish(asset, held, done, UNTIL)
    assert stored(stores, asset) == done
    assert (done.status, done.lease_until) == (PieceStatus.DONE, None)
    assert counted(stores, asset) == replace(NEW, left=NEW.left - 1, encoded_ms=2000)


def test_a_finished_piece_stays_finished(stores: Stores) -> None:
    asset = left_to_many(stores)
    held = taken(stores, asset)
    done = finish_piece(held)
    stores.pieces.finish(asset, held, done, UNTIL)
    with pytest.raises(LeaseLost):
        stores.pieces.renew(asset, held, UNTIL, 2000)
    with pytest.raises(LeaseLost):
        stores.pieces.claim(held, claim_piece(held, LATER, LEASE))
    assert stored(stores, asset) == done


def test_sound_counts_as_a_piece_and_the_join_does_not(stores: Stores) -> None:
    asset = left_to_many(stores)
    for cut in (3, JOIN.number):
        held = taken(stores, asset, cut)
        stores.pieces.finish(asset, held, finish_piece(held), UNTIL)
    assert counted(stores, asset) == replace(NEW, left=NEW.left - 1)


def test_nobody_works_on_for_an_asset_whose_run_is_over(stores: Stores) -> None:
    asset = left_to_many(stores)
    held, other = taken(stores, asset, 0), taken(stores, asset, 1)
    over = failed(stores, asset)
    with pytest.raises(LeaseLost):
        stores.pieces.renew(asset, held, UNTIL, 500)
    with pytest.raises(LeaseLost):
        stores.pieces.finish(asset, other, finish_piece(other), UNTIL)
    assert stored(stores, asset, 1) == other
    assert stores.assets.get(asset.asset_id) == over


def test_what_was_never_left_to_many_counts_no_pieces(stores: Stores) -> None:
    asset = left_to_many(stores)
    held = taken(stores, asset)
    unknown = replace(asset, asset_id=an_asset_id(9))
    with pytest.raises(LeaseLost):
        stores.pieces.renew(unknown, held, UNTIL, 500)
    job = replace(asset.current_conversion, run=2)
    with pytest.raises(LeaseLost):
        stores.pieces.renew(replace(asset, conversion=job), held, UNTIL, 600)
    assert counted(stores, asset) == NEW


def test_what_many_count_survives_a_save_that_knew_nothing_of_it(stores: Stores) -> None:
    asset = left_to_many(stores)
    held = stores.pieces.renew(asset, taken(stores, asset), UNTIL, 500)
    stores.pieces.finish(asset, held, finish_piece(held), UNTIL)
    stores.assets.save(asset, published(asset, OutputKind.THUMBNAIL), None)
    now = stores.assets.get(asset.asset_id).current_conversion
    assert now.fan_out == replace(NEW, left=NEW.left - 1, encoded_ms=2000)
    assert now.lease_until == UNTIL


def test_the_end_of_a_conversion_ends_its_counting(stores: Stores) -> None:
    asset = left_to_many(stores)
    held = taken(stores, asset)
    stores.pieces.renew(asset, held, UNTIL, 500)
    saved(stores, asset, completed(asset))
    done = stores.assets.get(asset.asset_id)
    with pytest.raises(LeaseLost):
        stores.pieces.renew(asset, held, UNTIL, 600)
    assert stores.assets.get(asset.asset_id) == done
    assert done.current_conversion.fan_out == replace(NEW, encoded_ms=500)


@pytest.mark.parametrize("encoded_ms", [0, 500])
def test_many_who_came_back_are_not_given_up(stores: Stores, encoded_ms: int) -> None:
    asset = left_to_many(stores)
    lease_until = asset.current_conversion.lease_until
    assert lease_until is not None
    held = taken(stores, asset, 0 if encoded_ms else 3)
    if encoded_ms:
        stores.pieces.renew(asset, held, lease_until, encoded_ms)
    else:
        stores.pieces.finish(asset, held, finish_piece(held), lease_until)
    error = ConversionError.of(MediaFault.ABANDONED, MediaLimits())
    with pytest.raises(WriteConflict):
        saved(stores, asset, fail(asset, asset.current_conversion.run_id, error, LATER))
