"""Conversions whose WEBM is made by many: every video is too long for one converter."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from mediadesk.contracts.events import ConversionMessage, PieceRequested
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.fan_out import Piece
from tests.faults import Faults
from tests.services.stories import convert, queued
from tests.services.turns import Turns
from tests.world import World

NUMBERS: Final = (0, 1, 2, 3)
"""Of the pieces that are encoded, the sound being the last; the join comes after them."""
JOIN: Final = 4


class InPieces(World):
    fan_out_over_s = 0


def spread(faults: Faults | None = None) -> tuple[World, Asset]:
    """An asset whose pieces wait, their messages being all that is in the queue."""
    world = InPieces(faults or Turns())
    asset = queued(world)
    convert(world, world.queue.sent.pop(0))
    world.faults.clear()
    return world, world.storage.assets[asset.asset_id]


def message_of(world: World, number: int) -> ConversionMessage:
    """The first message about that piece."""
    return next(
        message
        for message in world.queue.sent
        if isinstance(message, PieceRequested) and message.number == number
    )


def numbers_sent(world: World) -> list[int]:
    """The pieces that the messages in the queue are about."""
    return [message.number for message in world.queue.sent if isinstance(message, PieceRequested)]


def piece(world: World, number: int) -> Piece:
    """As it stands in the last run that was spread."""
    return max(
        (each for each in world.storage.pieces.values() if each.cut.number == number),
        key=lambda each: (each.attempt, each.asset_run),
    )


def deliver_all(world: World, until: Callable[[], bool] = lambda: False) -> list[ConversionMessage]:
    """Deliver what is in the queue, and what is sent meanwhile; those that failed are returned."""
    failed = []
    while world.queue.sent and not until():
        message = world.queue.sent.pop(0)
        with suppress(MediadeskError):
            convert(world, message)
            continue
        failed.append(message)
    return failed
