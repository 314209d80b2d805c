"""The HTTP side of uploads and conversions: announce, send, take up again, try once more."""

import hashlib
import re
from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from mediadesk.contracts.http import Asset, Attempt, ConversionHistory, NewAsset
from mediadesk.contracts.uploads import (
    MultipartUpload,
    NewUpload,
    Part,
    PartUrl,
    PostUpload,
    Upload,
    UploadCompletion,
    UploadState,
)
from mediadesk.domain import errors
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.media import CONTENT_TYPES
from mediadesk.domain.media_limits import MediaLimits
from tests.cli.desk import Answer, Asked, Desk, json_answer, problem
from tests.cli.stories import AT, queued_again

Route = Callable[[Desk, Asked, str], Answer]
_PART: Final = re.compile(r"/storage/(ast_[^/]+)/(\d+)")


def upload_answer(desk: Desk, asked: Asked) -> Answer | None:
    """The answer about uploads and attempts; None when it is about anything else."""
    for pattern, route in _ROUTES.items():
        if found := re.fullmatch(pattern, f"{asked.method} {asked.path}"):
            asset_id = found[1] if found.groups() else ""
            if asset_id and asset_id not in desk.assets:
                return problem(errors.AssetNotFound, 404, f"There is no asset {asset_id}.")
            return route(desk, asked, asset_id)
    return None


def storage_answer(desk: Desk, asked: Asked) -> Answer:
    """Takes a part, or a form of which the file is the last part, as the real one demands."""
    if found := _PART.fullmatch(asked.path):
        return _take_part(desk, asked, found[1], int(found[2]))
    boundary = asked.headers["content-type"].partition("boundary=")[2].encode()
    *fields, file = asked.body.split(b"--" + boundary + b"\r\n")
    key = next(field for field in fields if b'name="key"' in field)
    asset_id = key.partition(b"\r\n\r\n")[2].strip().decode().removeprefix("uploads/")
    head, _, content = file.partition(b"\r\n\r\n")
    if b'name="file"' not in head:
        return Answer(400)
    desk.store(asset_id, content.removesuffix(b"\r\n--" + boundary + b"--\r\n"))
    return Answer(204)


def _take_part(desk: Desk, asked: Asked, asset_id: str, number: int) -> Answer:
    wanted = _part_size(desk, desk.assets[asset_id], number)
    if "transfer-encoding" in asked.headers or len(asked.body) != wanted:
        return Answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
    desk.parts.setdefault(asset_id, {})[number] = asked.body
    return Answer(200, headers={"ETag": _etag(asked.body)})


def _announce(desk: Desk, asked: Asked, _: str) -> Answer:
    try:
        new = NewAsset.model_validate_json(asked.body)
    except ValidationError as error:
        return problem(errors.InvalidInput, 422, str(error))
    if new.size_bytes > MediaLimits().upload_bytes:
        return problem(errors.AssetTooLarge, 413, "A file may have at most 5 GB.")
    if new.content_type not in CONTENT_TYPES:
        return problem(errors.UnsupportedMediaType, 415, f"{new.content_type} is not accepted.")
    asset = desk.announce(new)
    return json_answer(201, NewUpload(asset=asset, upload=_upload(desk, asset)))


def _state(desk: Desk, _: Asked, asset_id: str) -> Answer:
    asset, parts = desk.assets[asset_id], desk.parts.get(asset_id, {})
    is_open = asset.conversion_status is ConversionStatus.PENDING_UPLOAD
    state = UploadState(
        asset_id=asset_id,
        conversion_status=asset.conversion_status,
        strategy=_upload(desk, asset).strategy,
        size_bytes=asset.size_bytes,
        received_parts=tuple(
            Part(part_number=n, size_bytes=len(body), etag=_etag(body))
            for n, body in sorted(parts.items())
        ),
        upload=_upload(desk, asset) if is_open else None,
        expires_at=desk.addresses_until,
    )
    return json_answer(200, state)


def _complete(desk: Desk, asked: Asked, asset_id: str) -> Answer:
    asset, parts = desk.assets[asset_id], desk.parts.get(asset_id, {})
    told = UploadCompletion.model_validate_json(asked.body)
    if asset.size_bytes > desk.form_bytes:
        whole = b"".join(parts[number] for number in sorted(parts))
        marks = {mark.part_number: mark.etag for mark in told.parts or ()}
        if len(whole) != asset.size_bytes or marks != {n: _etag(b) for n, b in parts.items()}:
            return problem(errors.UploadIncomplete, 409, "Parts are missing.")
        desk.store(asset_id, whole)
    return json_answer(202, desk.assets[asset_id])


def _retry(desk: Desk, _: Asked, asset_id: str) -> Answer:
    asset = desk.assets[asset_id]
    error = asset.conversion.error if asset.conversion else None
    if asset.conversion_status is not ConversionStatus.FAILED or error is None:
        return problem(errors.ConversionNotFailed, 409, "It has not failed.")
    if not error.retryable:
        return problem(errors.ConversionNotRetryable, 409, "It would fail again.")
    desk.attempts.setdefault(asset_id, []).insert(0, _attempt(asset))
    desk.assets[asset_id] = queued_again(asset)
    desk.stories[asset_id].extend(desk.story)
    return json_answer(202, desk.assets[asset_id])


def _conversion(desk: Desk, _: Asked, asset_id: str) -> Answer:
    asset = desk.assets[asset_id]
    present = [_attempt(asset)] if asset.conversion else []
    history = ConversionHistory(
        asset_id=asset_id,
        conversion_status=asset.conversion_status,
        conversion=asset.conversion,
        attempts=(*present, *desk.attempts.get(asset_id, ())),
    )
    return json_answer(200, history)


def _attempt(asset: Asset) -> Attempt:
    assert asset.conversion
    return Attempt(
        **asset.conversion.model_dump(exclude={"progress"}),
        status=asset.conversion_status,
        queued_at=AT,
    )


def _upload(desk: Desk, asset: Asset) -> Upload:
    if asset.size_bytes <= desk.form_bytes:
        return PostUpload(
            url=f"{desk.http_url}/storage",
            fields={"key": f"uploads/{asset.asset_id}", "policy": "signed"},
            expires_at=AT,
            max_bytes=asset.size_bytes,
        )
    there = desk.parts.get(asset.asset_id, {})
    count = -(-asset.size_bytes // desk.part_bytes)
    return MultipartUpload(
        upload_id="mpu-1",
        part_size_bytes=desk.part_bytes,
        parts=tuple(_part_url(desk, asset, n) for n in range(1, count + 1) if n not in there),
        expires_at=desk.addresses_until,
    )


def _part_url(desk: Desk, asset: Asset, number: int) -> PartUrl:
    url = f"{desk.http_url}/storage/{asset.asset_id}/{number}?signature=s"
    return PartUrl(part_number=number, size_bytes=_part_size(desk, asset, number), url=url)


def _part_size(desk: Desk, asset: Asset, number: int) -> int:
    return min(desk.part_bytes, asset.size_bytes - (number - 1) * desk.part_bytes)


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


_ASSET: Final = r"/api/admin/assets/(ast_[^/]+)"
_ROUTES: Final[dict[str, Route]] = {
    "POST /api/admin/assets/upload": _announce,
    f"GET {_ASSET}/upload": _state,
    f"POST {_ASSET}/upload/complete": _complete,
    f"POST {_ASSET}/retry-conversion": _retry,
    f"GET {_ASSET}/conversion": _conversion,
}
