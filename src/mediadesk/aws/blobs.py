"""The media bucket: forms to upload by, addresses to read from, files in and out."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from mediadesk.aws.failures import error_code, translated
from mediadesk.aws.signing import WindowSigner
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.errors import ObjectGone, ServiceUnavailable
from mediadesk.domain.media import MIB
from mediadesk.domain.uploads import SignedForm
from mediadesk.ports import SignedUrl, StoredObject, Tick

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GIB: Final = 1024 * MIB
# One thread: the tick is called where the caller's work is done, and may end it.
UP: Final = TransferConfig(
    multipart_threshold=64 * MIB,
    multipart_chunksize=64 * MIB,
    use_threads=False,
    preferred_transfer_client="classic",
)
# In one request: not every engine that stands in for S3 knows ranges of a version.
DOWN: Final = TransferConfig(
    multipart_chunksize=5 * GIB,
    use_threads=False,
    preferred_transfer_client="classic",
)
CACHE_CONTROL: Final = "private, max-age=31536000, immutable"
"""An output never changes: each run writes its own keys."""
GONE: Final = frozenset({"404", "NoSuchKey", "NoSuchVersion"})
REMOVED_AT_ONCE: Final = 1000


class _Chosen(TypedDict, total=False):
    VersionId: str


class S3Blobs:
    """`unsigned` is a client without signatures: it only knows the addresses of objects."""

    def __init__(
        self, client: "S3Client", unsigned: "S3Client", bucket: str, signer: WindowSigner
    ) -> None:
        self._client = client
        self._unsigned = unsigned
        self._bucket = bucket
        self._signer = signer

    def upload_form(self, asset: Asset, expires_in_s: int) -> SignedForm:
        fields = {"Content-Type": asset.content_type, **_checksum_fields(asset.sha256)}
        conditions: list[object] = [{name: fields[name]} for name in fields]
        conditions.append(["content-length-range", asset.size_bytes, asset.size_bytes])
        with translated():
            form = self._client.generate_presigned_post(
                self._bucket,
                upload_key(asset.asset_id),
                Fields=fields,
                Conditions=conditions,
                ExpiresIn=expires_in_s,
            )
        return SignedForm(url=form["url"], fields=form["fields"])

    def stat(self, key: str) -> StoredObject | None:
        return self._stat(key, {})

    def download(self, key: str, version: str | None, target: Path, tick: Tick) -> None:
        chosen: _Chosen = {} if version is None else {"VersionId": version}
        found = self._stat(key, chosen)
        if found is None:
            raise ObjectGone(f"There is no object {key} of version {version}.")
        share = _Share(found.size_bytes, tick)
        with share.counted():
            self._client.download_file(
                self._bucket,
                key,
                str(target),
                ExtraArgs=dict(chosen),
                Callback=share,
                Config=DOWN,
            )

    def publish(self, source: Path, key: str, content_type: str, tick: Tick) -> None:
        share = _Share(source.stat().st_size, tick)
        with source.open("rb") as file, share.counted():
            self._client.upload_fileobj(
                file,
                self._bucket,
                key,
                ExtraArgs={"ContentType": content_type, "CacheControl": CACHE_CONTROL},
                Callback=share,
                Config=UP,
            )

    def keys(self, prefix: str) -> list[str]:
        with translated():
            page = self._client.list_objects_v2(Bucket=self._bucket, Prefix=prefix)
        return [found["Key"] for found in page.get("Contents", [])]

    def remove(self, keys: Iterable[str]) -> None:
        doomed = list(keys)
        for start in range(0, len(doomed), REMOVED_AT_ONCE):
            self._remove(doomed[start : start + REMOVED_AT_ONCE])

    def signed_url(self, key: str, at: datetime) -> SignedUrl:
        with translated():
            address = self._unsigned.generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": key}
            )
            url, expires_at = self._signer.sign(address, at)
        return SignedUrl(url=url, expires_at=expires_at)

    def _stat(self, key: str, chosen: _Chosen) -> StoredObject | None:
        with translated():
            try:
                head = self._client.head_object(Bucket=self._bucket, Key=key, **chosen)
            except ClientError as error:
                if error_code(error) in GONE:
                    return None
                raise
        return StoredObject(head["ContentLength"], head.get("VersionId"))

    def _remove(self, keys: list[str]) -> None:
        with translated():
            answer = self._client.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True},
            )
        if failed := answer.get("Errors"):
            codes = ", ".join(sorted({each.get("Code", "") for each in failed}))
            raise ServiceUnavailable(f"{len(failed)} objects were not removed: {codes}")


class _Share:
    """Turns counts of bytes into the share done; a repeated chunk never makes it exceed 1."""

    def __init__(self, size_bytes: int, tick: Tick) -> None:
        self._size_bytes = max(size_bytes, 1)
        self._done = 0
        self._tick = tick
        self._raised: BaseException | None = None

    def __call__(self, count: int) -> None:
        self._done += count
        try:
            self._tick(min(max(self._done / self._size_bytes, 0.0), 1.0))
        except BaseException as error:
            self._raised = error
            raise

    @contextmanager
    def counted(self) -> Iterator[None]:
        """What the tick raised comes out as it was, whatever the SDK made of it on the way."""
        try:
            with translated():
                yield
        except ServiceUnavailable:
            if self._raised is None:
                raise
            raise self._raised from None


def _checksum_fields(sha256: str | None) -> dict[str, str]:
    if sha256 is None:
        return {}
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    return {"x-amz-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": digest}
