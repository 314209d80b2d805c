"""An asset whose video was left to many, and its pieces, in the stores under test."""

from dataclasses import replace
from datetime import datetime

from mediadesk.domain.asset_life import spread
from mediadesk.domain.assets import Asset
from mediadesk.domain.fan_out import Cut, FanOut, Piece, PieceKind, claim_piece, whole_ms
from tests.aws.backends import Stores
from tests.aws.test_asset_store import in_conversion
from tests.builders import LEASE, MEDIA
from tests.fakes import START

PICTURES = 3
CUTS = (
    *(Cut(number, PieceKind.PICTURES, 2.0 * number, 2.0, 50) for number in range(PICTURES)),
    Cut(PICTURES, PieceKind.SOUND, 0.0, 6.0, 0),
)
JOIN = Cut(PICTURES + 1, PieceKind.JOIN, 0.0, 0.0, 150)
NEW = FanOut(
    pieces=len(CUTS), left=len(CUTS), encoded_ms=0, total_ms=sum(whole_ms(cut) for cut in CUTS)
)


def pieces_of(asset: Asset) -> list[Piece]:
    """As they are cut: nobody works on any."""
    job = asset.current_conversion
    return [Piece(asset.asset_id, job.attempt, job.run, cut) for cut in (*CUTS, JOIN)]


def left_to_many(stores: Stores, number: int = 1) -> Asset:
    asset = in_conversion(stores, number)
    stores.pieces.add(pieces_of(asset))
    run = asset.current_conversion.run_id
    changed = spread(asset, run, NEW, MEDIA, START)
    stores.assets.save(asset, changed, None)
    return changed


def taken(stores: Stores, asset: Asset, number: int = 0, at: datetime = START) -> Piece:
    """A piece in the hands of one more worker."""
    before = stored(stores, asset, number)
    after = claim_piece(before, at, LEASE)
    stores.pieces.claim(before, after)
    return after


def stored(stores: Stores, asset: Asset, number: int = 0) -> Piece:
    job = asset.current_conversion
    piece = stores.pieces.get(asset.asset_id, job.attempt, job.run, number)
    assert piece is not None
    return piece


def counted(stores: Stores, asset: Asset) -> FanOut:
    """What the stored asset counts of its pieces; nothing else of it may have changed."""
    now = stores.assets.get(asset.asset_id)
    fan_out = now.current_conversion.fan_out
    assert fan_out is not None
    job = asset.current_conversion
    known = replace(job, fan_out=fan_out, lease_until=now.current_conversion.lease_until)
    assert now == replace(asset, conversion=known)
    return fan_out
