"""What it costs to announce, convert, list and show assets."""

from dataclasses import replace

from mediadesk.domain.asset_life import fail, spread
from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionError, ConversionStatus
from mediadesk.domain.fan_out import (
    Cut,
    FanOut,
    Piece,
    PieceKind,
    claim_piece,
    finish_piece,
)
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.holders import Holders
from mediadesk.domain.jobs import job_of
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from tests.aws.costing import Costing
from tests.aws.test_asset_store import in_conversion, saved
from tests.builders import LEASE, MEDIA, a_file, claimed, completed, published, queued
from tests.fakes import START


def tell(costing: Costing) -> None:
    _conversion(costing)
    _many(costing)
    _lists(costing)
    _projection(costing)


def _conversion(costing: Costing) -> None:
    world, stores = costing.world, costing.world.stores
    asked = costing.operation("upload")
    started = costing.measure("announce a file", lambda: world.uploads().start(a_file(), asked))
    announced = started.asset

    def step(what: str, before: Asset, after: Asset) -> Asset:
        return costing.measure(what, lambda: saved(stores, before, after))

    waiting = step("the file has come: queue it", announced, queued(announced))
    costing.measure("note that the job was sent", lambda: stores.jobs.mark_sent(job_of(waiting)))
    running = step("take a job", waiting, claimed(waiting))
    later = START + 2 * LEASE
    running = costing.measure(
        "progress of a conversion", lambda: stores.assets.renew(running, later, 40)
    )
    shown = published(running, OutputKind.GIF)
    costing.measure("an output is there", lambda: stores.assets.save(running, shown, None))
    done = completed(replace(shown))
    step("the conversion is completed", shown, done)


def _many(costing: Costing) -> None:
    """A long video, in a hundred pieces."""
    stores = costing.world.stores
    asset = in_conversion(stores, 9)
    cuts = [Cut(n, PieceKind.PICTURES, 45.0 * n, 45.0, 1350) for n in range(100)]
    pieces = [Piece(asset.asset_id, 1, 1, cut) for cut in cuts]
    costing.measure("pieces of a long video, each", lambda: stores.pieces.add(pieces), per=100)
    fan_out = FanOut(pieces=100, left=100, encoded_ms=0, total_ms=4_500_000)
    spread_out = spread(asset, asset.current_conversion.run_id, fan_out, MEDIA, START)
    costing.measure(
        "leave a conversion to many", lambda: stores.assets.save(asset, spread_out, None)
    )
    free, until = pieces[0], START + LEASE
    held = claim_piece(free, START, LEASE)
    costing.measure("read a piece", lambda: stores.pieces.get(asset.asset_id, 1, 1, 0))
    costing.measure("take a piece", lambda: stores.pieces.claim(free, held))
    costing.measure(
        "progress of a piece", lambda: stores.pieces.renew(spread_out, held, until, 1000)
    )
    done = finish_piece(held)
    costing.measure("a piece is done", lambda: stores.pieces.finish(spread_out, held, done, until))
    costing.measure("all pieces, 100", lambda: stores.pieces.all(asset.asset_id, 1, 1))


def _lists(costing: Costing) -> None:
    world = costing.world
    for number in range(11, 41):
        world.ready(number)
    catalog, conversions = world.catalog(), world.conversions()
    ready = AssetQuery(ConversionStatus.COMPLETED)
    asset_id = world.assets.newest(None, None, 1)[0]
    costing.measure("read an asset", lambda: catalog.get(asset_id))
    costing.measure("its conversion", lambda: conversions.get_conversion_status(asset_id))
    costing.measure("a page of assets, 25", lambda: catalog.page(AssetQuery(), None, 25))
    costing.measure("a page of assets of one status, 25", lambda: catalog.page(ready, None, 25))
    failed = in_conversion(world.stores, 50)
    error = ConversionError.of(MediaFault.TIMED_OUT, MediaLimits())
    run = failed.current_conversion.run_id
    saved(world.stores, failed, fail(failed, run, error, START))
    costing.measure("jobs that were not sent", lambda: world.stores.jobs.unsent(START))
    soon = START + LEASE
    [ended, *_] = costing.measure(
        "jobs to tidy up after, up to 25", lambda: world.stores.jobs.untidied(soon, 25)
    )
    costing.measure("note that a job was tidied", lambda: world.stores.jobs.mark_tidied(ended))


def _projection(costing: Costing) -> None:
    world, store = costing.world, costing.world.stores.holders
    asset_id = world.ready(3)
    before = Holders(asset_id)
    due = replace(before, v=1, due_at=START)
    costing.measure("store who holds an asset, due again", lambda: store.save(before, due))
    costing.measure("projections that are due", lambda: store.due(START, 100))
