"""Uploads in parts, in the fake and in S3 alike; what moto does not enforce, on the emulator."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mediadesk.aws import clients
from mediadesk.aws.multipart import S3Multipart
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import IllegalTransition, ServiceUnavailable
from mediadesk.domain.media import MIB
from mediadesk.domain.uploads import ReceivedPart
from mediadesk.ports import MediaBlobs, MultipartUploads
from tests.aws.buckets import BUCKET, CLIP, KEY, bucket, content_of, size_of, version_of
from tests.aws.conftest import EMULATOR, ENGINES
from tests.builders import an_asset, an_asset_id
from tests.fake_media import FakeBlobs, FakeMultipartUploads
from tests.faults import Faults

FIRST = bytes(5 * MIB)
LAST = b"the end"


@dataclass(frozen=True)
class Uploads:
    """`send` is what an uploader does."""

    port: MultipartUploads
    blobs: MediaBlobs
    send: Callable[[Asset, int, bytes], object]

    def begun(self, number: int = 1) -> Asset:
        asset = an_asset(number)
        return replace(asset, multipart_id=self.port.begin(asset))

    def received(self, asset: Asset) -> list[ReceivedPart]:
        parts = self.port.received(asset)
        assert parts is not None
        return parts


def fake_uploads() -> Uploads:
    blobs = FakeBlobs(Faults())
    uploads = FakeMultipartUploads(Faults(), blobs)
    return Uploads(uploads, blobs, uploads.send)


def real_uploads() -> Uploads:
    blobs = bucket()
    client = clients.s3()

    def send(asset: Asset, number: int, data: bytes) -> None:
        client.upload_part(
            Bucket=BUCKET,
            Key=f"uploads/{asset.asset_id}",
            UploadId=str(asset.multipart_id),
            PartNumber=number,
            Body=data,
        )

    return Uploads(S3Multipart(client, BUCKET), blobs, send)


@pytest.fixture(params=["fakes", *ENGINES])
def uploads(request: pytest.FixtureRequest) -> Uploads:
    return uploads_on(request)


@pytest.fixture(params=["fakes", EMULATOR])
def emulated(request: pytest.FixtureRequest) -> Uploads:
    """moto stumbles over completing what was abandoned."""
    return uploads_on(request)


def uploads_on(request: pytest.FixtureRequest) -> Uploads:
    if request.param == "fakes":
        return fake_uploads()
    request.getfixturevalue(f"on_{request.param}")
    return real_uploads()


def test_parts_are_known_by_number_and_size_in_whichever_order_they_came(uploads: Uploads) -> None:
    asset = uploads.begun()
    assert uploads.received(asset) == []
    uploads.send(asset, 2, LAST)
    uploads.send(asset, 1, FIRST)
    assert [(part.number, part.size_bytes) for part in uploads.received(asset)] == [
        (1, len(FIRST)),
        (2, len(LAST)),
    ]


def test_a_part_that_is_sent_again_replaces_itself(uploads: Uploads) -> None:
    asset = uploads.begun()
    uploads.send(asset, 1, b"first")
    [first] = uploads.received(asset)
    uploads.send(asset, 1, b"again")
    [again] = uploads.received(asset)
    assert again.etag != first.etag


def test_the_parts_become_one_object_and_then_the_upload_is_over(
    uploads: Uploads, tmp_path: Path
) -> None:
    asset = uploads.begun()
    uploads.send(asset, 2, LAST)
    uploads.send(asset, 1, FIRST)
    assert uploads.blobs.stat(KEY) is None
    uploads.port.complete(asset, uploads.received(asset))
    assert content_of(uploads.blobs, None, tmp_path / "target") == FIRST + LAST
    assert uploads.port.received(asset) is None


def test_to_end_an_upload_again_changes_nothing(uploads: Uploads) -> None:
    asset = uploads.begun()
    uploads.send(asset, 1, LAST)
    parts = uploads.received(asset)
    uploads.port.complete(asset, parts)
    version = version_of(uploads.blobs)
    uploads.port.complete(asset, parts)
    uploads.port.abandon(asset)
    assert size_of(uploads.blobs) == len(LAST)
    assert version_of(uploads.blobs) == version


def test_an_abandoned_upload_is_over(uploads: Uploads) -> None:
    asset = uploads.begun()
    uploads.send(asset, 1, LAST)
    uploads.port.abandon(asset)
    uploads.port.abandon(asset)
    assert uploads.port.received(asset) is None
    assert uploads.blobs.stat(KEY) is None


def test_an_abandoned_upload_is_not_completed(emulated: Uploads) -> None:
    asset = emulated.begun()
    emulated.send(asset, 1, LAST)
    parts = emulated.received(asset)
    emulated.port.abandon(asset)
    emulated.port.complete(asset, parts)
    assert emulated.blobs.stat(KEY) is None


def test_uploads_to_one_key_know_nothing_of_each_other(uploads: Uploads) -> None:
    one, other = uploads.begun(), uploads.begun()
    assert one.multipart_id != other.multipart_id
    uploads.send(one, 1, LAST)
    assert uploads.received(other) == []
    uploads.port.abandon(other)
    assert len(uploads.received(one)) == 1


@pytest.mark.usefixtures("on_moto")
def test_more_parts_than_one_page_tells_of_are_all_known() -> None:
    uploads = real_uploads()
    asset = uploads.begun()
    for number in range(1, 1003):
        uploads.send(asset, number, b"x")
    assert [part.number for part in uploads.received(asset)] == list(range(1, 1003))


def test_an_address_binds_number_and_size(aws: str) -> None:
    uploads = real_uploads()
    asset = uploads.begun()
    url = urlsplit(uploads.port.part_url(asset, 7, len(LAST), 60))
    query = parse_qs(url.query)
    assert url.path.endswith(KEY)
    assert (query["partNumber"], query["uploadId"]) == (["7"], [asset.multipart_id])
    assert query["X-Amz-SignedHeaders"] == ["content-length;host"]
    assert query["X-Amz-Expires"] == ["60"]


@pytest.mark.usefixtures("on_moto")
def test_what_comes_in_one_form_has_no_parts() -> None:
    port = real_uploads().port
    with pytest.raises(IllegalTransition):
        port.received(CLIP)
    with pytest.raises(IllegalTransition):
        port.part_url(CLIP, 1, 1, 60)


@pytest.mark.usefixtures("on_moto")
def test_a_bucket_that_is_not_there_is_a_failure_of_the_service() -> None:
    absent = S3Multipart(clients.s3(), "mediadesk-absent")
    with pytest.raises(ServiceUnavailable):
        absent.begin(an_asset())


@pytest.mark.slow
@pytest.mark.usefixtures("on_emulator")
class TestWhatTheEmulatorEnforces:
    def test_an_address_takes_its_part(self) -> None:
        uploads = real_uploads()
        asset = uploads.begun()
        url = uploads.port.part_url(asset, 1, len(LAST), 60)
        answer = httpx.put(url, content=LAST)
        [part] = uploads.received(asset)
        assert (part.number, part.size_bytes) == (1, len(LAST))
        assert part.etag == answer.headers["etag"]
        uploads.port.complete(asset, [part])
        head = clients.s3().head_object(Bucket=BUCKET, Key=KEY)
        assert head["ContentType"] == asset.content_type

    @pytest.mark.parametrize("data", [LAST + b"!", LAST[:-1], b""])
    def test_an_address_takes_no_other_size(self, data: bytes) -> None:
        uploads = real_uploads()
        asset = uploads.begun()
        assert httpx.put(uploads.port.part_url(asset, 1, len(LAST), 60), content=data).is_error
        assert uploads.received(asset) == []

    def test_an_address_takes_no_other_part_and_no_other_file(self) -> None:
        uploads = real_uploads()
        asset, other = uploads.begun(1), uploads.begun(2)
        url = uploads.port.part_url(asset, 1, len(LAST), 60)
        for changed in (
            url.replace("partNumber=1", "partNumber=2"),
            url.replace(an_asset_id(1), an_asset_id(2)),
            url.replace(str(asset.multipart_id), str(other.multipart_id)),
        ):
            assert httpx.put(changed, content=LAST).status_code == 403
        assert uploads.received(asset) == uploads.received(other) == []

    def test_an_address_of_an_upload_that_is_over_takes_nothing(self) -> None:
        uploads = real_uploads()
        asset = uploads.begun()
        url = uploads.port.part_url(asset, 1, len(LAST), 60)
        uploads.port.abandon(asset)
        assert httpx.put(url, content=LAST).status_code == 404

    def test_parts_that_changed_meanwhile_are_not_joined(self) -> None:
        uploads = real_uploads()
        asset = uploads.begun()
        uploads.send(asset, 1, b"first")
        known = uploads.received(asset)
        uploads.send(asset, 1, b"again")
        with pytest.raises(ServiceUnavailable):
            uploads.port.complete(asset, known)
        assert len(uploads.received(asset)) == 1
