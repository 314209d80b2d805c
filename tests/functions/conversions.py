"""Conversions as tests about them begin, and what admins ask of them by HTTP."""

from mediadesk.domain.asset_life import fail
from mediadesk.domain.conversions import ConversionError
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from tests.builders import an_asset, claimed, published, queued
from tests.fakes import START
from tests.functions.people import ASSETS, Asked, delete
from tests.world import World


def failed(world: World, fault: MediaFault = MediaFault.TIMED_OUT, number: int = 1) -> AssetId:
    """An asset whose conversion failed after the thumbnail was made."""
    started = published(claimed(queued(an_asset(number))), OutputKind.THUMBNAIL)
    error = ConversionError.of(fault, MediaLimits())
    asset = fail(started, started.current_conversion.run_id, error, START)
    world.storage.assets[asset.asset_id] = asset
    return asset.asset_id


def retry(asset_id: str) -> Asked:
    return Asked("POST", f"{ASSETS}/{asset_id}/retry-conversion")


def retry_deleted(world: World) -> Asked:
    asset_id = failed(world)
    assert delete(asset_id).send().status == 200
    return retry(asset_id)


def complete(asset_id: str, **body: object) -> Asked:
    return Asked("POST", f"{ASSETS}/{asset_id}/upload/complete", body)
