"""Many threads at once against one emulated DynamoDB: of those who read the same, one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest

from mediadesk.domain.asset_life import spread
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import asset_chain
from mediadesk.domain.errors import LeaseLost, MediadeskError, WriteConflict
from mediadesk.domain.fan_out import (
    Cut,
    FanOut,
    Piece,
    PieceKind,
    claim_piece,
    finish_piece,
)
from tests.aws.backends import Stores
from tests.aws.test_asset_store import LATER, created, in_conversion, saved
from tests.builders import (
    LEASE,
    MEDIA,
    a_ticket,
    an_answer,
    an_asset,
    claimed,
    first_entry,
    queued,
)
from tests.fakes import START

pytestmark = pytest.mark.slow
T = TypeVar("T")
RACERS = 8


def raced(act: Callable[[int], T], racers: int = RACERS) -> list[T | MediadeskError]:
    """What became of each of the racers, who all start at once."""
    start = Barrier(racers)

    def run(number: int) -> T | MediadeskError:
        start.wait()
        try:
            return act(number)
        except MediadeskError as error:
            return error

    with ThreadPoolExecutor(racers) as threads:
        return list(threads.map(run, range(racers)))


def winners(outcomes: list[T | MediadeskError]) -> list[T | MediadeskError]:
    assert all(isinstance(o, WriteConflict) for o in outcomes if isinstance(o, MediadeskError))
    return [outcome for outcome in outcomes if not isinstance(outcome, MediadeskError)]


def test_equal_requests_at_once_create_one_asset(emulated_stores: Stores) -> None:
    def create(number: int) -> Asset:
        asset, entry = first_entry(an_asset(number))
        emulated_stores.assets.create(asset, entry, an_answer(asset_id=asset.asset_id))
        return asset

    [winner] = winners(raced(create))
    assert isinstance(winner, Asset)
    assert emulated_stores.assets.newest(None, None, 100) == [winner.asset_id]
    answer = emulated_stores.answers.find(an_answer().operation_id)
    assert answer is not None
    assert answer.body == {"asset_id": winner.asset_id}


def test_a_file_that_is_told_of_many_times_at_once_is_queued_once(emulated_stores: Stores) -> None:
    asset = created(emulated_stores)
    outcomes = raced(lambda _: saved(emulated_stores, asset, queued(asset)))
    assert len(winners(outcomes)) == 1
    assert len(emulated_stores.chain(asset_chain(asset.asset_id))) == 2
    assert len(emulated_stores.jobs.attempts(asset.asset_id)) == 1


def test_one_converter_takes_over(emulated_stores: Stores) -> None:
    asset = in_conversion(emulated_stores)
    outcomes = raced(lambda _: saved(emulated_stores, asset, claimed(asset, LATER)))
    assert len(winners(outcomes)) == 1
    assert emulated_stores.assets.get(asset.asset_id).current_conversion.run == 2


def test_a_job_is_either_kept_or_taken_over(emulated_stores: Stores) -> None:
    asset = in_conversion(emulated_stores)

    def act(number: int) -> str:
        if number == 0:
            emulated_stores.assets.renew(asset, LATER + LEASE, 50)
            return "kept"
        saved(emulated_stores, asset, claimed(asset, LATER))
        return "taken over"

    outcomes = raced(act)
    assert len([o for o in outcomes if isinstance(o, str)]) == 1
    assert all(isinstance(o, str | WriteConflict | LeaseLost) for o in outcomes)
    run = emulated_stores.assets.get(asset.asset_id).current_conversion.run
    assert run == (1 if outcomes[0] == "kept" else 2)


def test_workers_who_finish_at_once_are_all_counted(emulated_stores: Stores) -> None:
    asset = in_conversion(emulated_stores)
    cuts = [Cut(number, PieceKind.PICTURES, 2.0 * number, 2.0, 50) for number in range(RACERS)]
    pieces = [Piece(asset.asset_id, 1, 1, cut) for cut in cuts]
    emulated_stores.pieces.add(pieces)
    fan_out = FanOut(RACERS, RACERS, 0, 2000 * RACERS)
    many = spread(asset, asset.current_conversion.run_id, fan_out, MEDIA, START)
    emulated_stores.assets.save(asset, many, None)

    def work(number: int) -> None:
        held = claim_piece(pieces[number], START, LEASE)
        emulated_stores.pieces.claim(pieces[number], held)
        for encoded_ms in (500, 1000):
            held = emulated_stores.pieces.renew(many, held, LATER, encoded_ms)
        for _ in range(2):
            emulated_stores.pieces.finish(many, held, finish_piece(held), LATER)

    assert raced(work) == [None] * RACERS
    now = emulated_stores.assets.get(asset.asset_id)
    assert now.current_conversion.fan_out == FanOut(RACERS, 0, 2000 * RACERS, 2000 * RACERS)
    assert now.version == many.version


def test_a_ticket_admits_one_of_many(emulated_stores: Stores) -> None:
    ticket = a_ticket()
    emulated_stores.tickets.add(ticket)
    at = START + timedelta(seconds=1)
    outcomes = raced(lambda _: emulated_stores.tickets.redeem(ticket.digest, at))
    assert [outcome for outcome in outcomes if outcome is not None] == [ticket]
