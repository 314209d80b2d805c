"""Assets in the states that tests begin with."""

from pathlib import Path
from typing import Any

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import upload_key
from mediadesk.domain.ids import AssetId
from tests.gateway import call
from tests.world import World

CLIP: dict[str, Any] = {"filename": "clip.mp4", "content_type": "video/mp4", "size_bytes": 4}
UPLOAD = "/api/admin/assets/upload"


def announced(**changed: object) -> AssetId:
    """An asset whose file is awaited."""
    answer = call("POST", UPLOAD, body={**CLIP, **changed})
    assert answer.status == 201, answer.body
    return AssetId(answer.json()["asset"]["asset_id"])


def uploaded(world: World) -> AssetId:
    """An asset whose conversion waits."""
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"
    world.arrivals().receive(upload_key(asset_id), "request")
    return asset_id


def converted(world: World, folder: Path) -> AssetId:
    """An asset with all outputs."""
    asset_id = uploaded(world)
    request = world.queue.sent[-1]
    assert isinstance(request, ConversionRequested)
    world.conversion_worker().convert(request, world.workbench(folder))
    return asset_id
