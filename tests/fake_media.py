"""The media bucket in memory: objects with their versions, and uploads in parts."""

import hashlib
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.errors import ObjectGone
from mediadesk.domain.uploads import ReceivedPart, SignedForm
from mediadesk.ports import SignedUrl, StoredObject, Tick
from tests.faults import Faults, Faulty, watched

PAGE: Final = 1000


@dataclass(frozen=True)
class Content:
    """Bytes of an object; `size_bytes` may say more, so that a test need not hold a large file."""

    data: bytes
    size_bytes: int


class VersionedObjects(MutableMapping[str, bytes]):
    """Bytes by key, as they are now; what was written over or deleted stays as a version."""

    def __init__(self) -> None:
        self._versions: dict[str, list[Content]] = {}
        self._deleted: set[str] = set()

    def __getitem__(self, key: str) -> bytes:
        return self.content(key).data

    def __setitem__(self, key: str, data: bytes) -> None:
        self.put(key, Content(data, len(data)))

    def __delitem__(self, key: str) -> None:
        self.content(key)
        self._deleted.add(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._versions if key not in self._deleted)

    def __len__(self) -> int:
        return len(self._versions) - len(self._deleted)

    def put(self, key: str, content: Content) -> None:
        self._versions.setdefault(key, []).append(content)
        self._deleted.discard(key)

    def version(self, key: str) -> str:
        """Name of the present version, `v1` for the first; KeyError when there is none."""
        self.content(key)
        return f"v{len(self._versions[key])}"

    def content(self, key: str, version: str | None = None) -> Content:
        """That version or the present one; KeyError when there is none."""
        if version is None and key in self._deleted:
            raise KeyError(key)
        names = {f"v{number}": each for number, each in enumerate(self._versions[key], start=1)}
        return names[version or f"v{len(names)}"]


class FakeBlobs(Faulty):
    """`objects` holds bytes by key, `content_types` the type of what was published."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.objects = VersionedObjects()
        self.content_types: dict[str, str] = {}

    @watched
    def upload_form(self, asset: Asset, expires_in_s: int) -> SignedForm:
        fields = {
            "key": upload_key(asset.asset_id),
            "Content-Type": asset.content_type,
            "x-size": str(asset.size_bytes),
            "x-expires-in": str(expires_in_s),
        }
        return SignedForm(url="https://media.test/", fields=fields)

    @watched
    def stat(self, key: str) -> StoredObject | None:
        if key not in self.objects:
            return None
        return StoredObject(self.objects.content(key).size_bytes, self.objects.version(key))

    @watched
    def download(self, key: str, version: str | None, target: Path, tick: Tick) -> None:
        try:
            data = self.objects.content(key, version).data
        except KeyError as error:
            raise ObjectGone(f"There is no object {key} of version {version}.") from error
        tick(0.5)
        target.write_bytes(data)
        tick(1.0)

    @watched
    def publish(self, source: Path, key: str, content_type: str, tick: Tick) -> None:
        data = source.read_bytes()
        tick(0.5)
        tick(1.0)
        self.objects[key] = data
        self.content_types[key] = content_type

    @watched
    def keys(self, prefix: str) -> list[str]:
        return sorted(key for key in self.objects if key.startswith(prefix))[:PAGE]

    @watched
    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.objects.pop(key, None)

    @watched
    def signed_url(self, key: str, at: datetime) -> SignedUrl:
        start = at.replace(minute=0, second=0, microsecond=0)
        url = f"https://media.test/{key}?from={int(start.timestamp())}"
        return SignedUrl(url=url, expires_at=start + timedelta(hours=2))


@dataclass
class OpenUpload:
    """Parts by number, each with its mark."""

    key: str
    content_type: str
    parts: dict[int, tuple[ReceivedPart, bytes]] = field(default_factory=dict)


class FakeMultipartUploads(Faulty):
    """`open` holds the uploads that are neither completed nor abandoned, by their ids."""

    def __init__(self, faults: Faults, blobs: FakeBlobs) -> None:
        super().__init__(faults)
        self.open: dict[str, OpenUpload] = {}
        self._blobs = blobs
        self._begun = 0

    def send(
        self, asset: Asset, number: int, data: bytes = b"part", size_bytes: int | None = None
    ) -> ReceivedPart:
        """What an uploader does with the address of a part; one that is sent again replaces it."""
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        part = ReceivedPart(number, len(data) if size_bytes is None else size_bytes, f'"{digest}"')
        self.open[str(asset.multipart_id)].parts[number] = part, data
        return part

    @watched
    def begin(self, asset: Asset) -> str:
        self._begun += 1
        multipart_id = f"upload-{self._begun}"
        self.open[multipart_id] = OpenUpload(upload_key(asset.asset_id), asset.content_type)
        return multipart_id

    @watched
    def part_url(self, asset: Asset, number: int, size_bytes: int, expires_in_s: int) -> str:
        query = f"partNumber={number}&uploadId={asset.multipart_id}"
        bound = f"size={size_bytes}&expires={expires_in_s}"
        return f"https://media.test/{upload_key(asset.asset_id)}?{query}&{bound}"

    @watched
    def received(self, asset: Asset) -> list[ReceivedPart] | None:
        upload = self.open.get(str(asset.multipart_id))
        if upload is None:
            return None
        return [upload.parts[number][0] for number in sorted(upload.parts)]

    @watched
    def complete(self, asset: Asset, parts: Sequence[ReceivedPart]) -> None:
        upload = self.open.pop(str(asset.multipart_id), None)
        if upload is None:
            return
        data = b"".join(upload.parts[part.number][1] for part in parts)
        whole = Content(data, sum(part.size_bytes for part in parts))
        self._blobs.objects.put(upload.key, whole)
        self._blobs.content_types[upload.key] = upload.content_type

    @watched
    def abandon(self, asset: Asset) -> None:
        self.open.pop(str(asset.multipart_id), None)
