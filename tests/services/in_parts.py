"""Uploads in parts: the file is as large as it says, and its bytes are few."""

from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.media import FORM_BYTES, PART_BYTES
from mediadesk.domain.uploads import SentPart, part_sizes
from mediadesk.services.exactly_once import Outcome
from tests.builders import an_operation
from tests.services.stories import announced
from tests.world import World

SIZE: Final = FORM_BYTES + 1
PARTS: Final = SIZE // PART_BYTES + 1


def begun(world: World) -> Asset:
    """An asset that is awaited in parts."""
    return announced(world, size_bytes=SIZE)


def send(world: World, asset: Asset, *numbers: int) -> list[SentPart]:
    """Send these parts, or all; returns what their sender knows of them."""
    sizes = dict(part_sizes(asset))
    sent = [
        world.multipart.send(asset, number, b"part %d;" % number, sizes[number])
        for number in numbers or sizes
    ]
    return [SentPart(part.number, part.etag) for part in sent]


def complete(
    world: World, asset: Asset, sent: list[SentPart] | None = None, key: str | None = None
) -> Outcome[Asset]:
    operation = an_operation(key or world.new_id("key_"), received_at=world.clock())
    return world.arrivals().complete(asset.asset_id, sent, operation)
