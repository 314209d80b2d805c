"""Whoever is faster, and whoever falls asleep: one clip is converted once and shown whole."""

import pytest

from mediadesk.domain.conversions import ConversionStatus
from tests.services.contest import contest
from tests.services.in_pieces import InPieces
from tests.world import World


def test_three_hundred_contests_end_well_and_most_of_them_completed() -> None:
    statuses = [contest(World, seed).status for seed in range(300)]
    assert statuses.count(ConversionStatus.COMPLETED) > 270


def test_sixty_contests_of_a_video_in_pieces_end_well_too() -> None:
    statuses = [contest(InPieces, seed).status for seed in range(60)]
    assert statuses.count(ConversionStatus.COMPLETED) > 54


@pytest.mark.slow
def test_two_hundred_and_fifty_more_contests_end_well() -> None:
    for seed in range(300, 550):
        contest(World, seed)
        contest(InPieces, seed)


@pytest.mark.prove
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_contests_end_well() -> None:
    for seed in range(550, 100_550):
        contest(World, seed)
        contest(InPieces, seed)
