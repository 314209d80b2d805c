"""The media bucket, on moto and on the emulator; what moto does not enforce, on the emulator."""

import base64
import gc
import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mediadesk.aws import clients
from mediadesk.aws.blobs import S3Blobs
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.errors import LeaseLost, ServiceUnavailable
from mediadesk.domain.media import MIB
from mediadesk.ports import SignedForm
from tests.builders import an_asset, an_asset_id
from tests.fakes import START

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "mediadesk-blobs"
FILE = b"the bytes of a clip"
CLIP = an_asset(size_bytes=len(FILE))
SUMMED = replace(CLIP, sha256=hashlib.sha256(FILE).hexdigest())
KEY = upload_key(CLIP.asset_id)


def nothing(share: float) -> None:
    """A tick of somebody who does not care."""


def bucket() -> S3Blobs:
    """The media bucket, without the object."""
    client, blobs = adapter(os.environ.get("AWS_ENDPOINT_URL", ""))
    if BUCKET not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=BUCKET)
    client.delete_object(Bucket=BUCKET, Key=KEY)
    return blobs


@cache
def adapter(endpoint_url: str) -> "tuple[S3Client, S3Blobs]":
    """Made once for each engine: a client takes longer to make than most tests to run."""
    client = clients.s3()
    return client, S3Blobs(client, clients.s3_addresses(), BUCKET, clients.signer())


@pytest.fixture
def blobs(aws: str) -> S3Blobs:
    return bucket()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_bytes(FILE)
    return file


def policy(form: SignedForm) -> dict[str, list[object]]:
    decoded: dict[str, list[object]] = json.loads(base64.b64decode(form.fields["policy"]))
    return decoded


def sent(form: SignedForm, file: bytes, **changes: str) -> int:
    fields = {name: (None, value) for name, value in {**form.fields, **changes}.items()}
    return httpx.post(form.url, files={**fields, "file": ("file", file)}).status_code


def test_an_absent_object_has_no_size(blobs: S3Blobs) -> None:
    assert blobs.size(KEY) is None


def test_what_is_published_has_its_size_checksum_type_and_a_long_life_in_caches(
    blobs: S3Blobs, path: Path
) -> None:
    blobs.publish(path, KEY, "image/webp", nothing)
    assert blobs.size(KEY) == len(FILE)
    assert blobs.sha256(KEY) == hashlib.sha256(FILE).hexdigest()
    head = clients.s3().head_object(Bucket=BUCKET, Key=KEY)
    assert head["ContentType"] == "image/webp"
    assert "immutable" in head["CacheControl"]


def test_a_file_comes_down_as_it_went_up_and_each_way_ticks_to_the_end(
    blobs: S3Blobs, path: Path
) -> None:
    shares: list[float] = []
    blobs.publish(path, KEY, "image/webp", shares.append)
    assert shares[-1] == 1.0
    shares.clear()
    target = path.with_name("target")
    blobs.download(KEY, target, shares.append)
    assert target.read_bytes() == FILE
    assert shares[-1] == 1.0


# The SDK leaves the connection of an interrupted transfer to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_tick_that_raises_ends_the_transfer_and_leaves_nothing(
    blobs: S3Blobs, path: Path
) -> None:
    def lose(share: float) -> None:
        raise LeaseLost("Another run has taken over.")

    path.write_bytes(bytes(2 * MIB))
    with pytest.raises(LeaseLost):
        blobs.publish(path, KEY, "image/webp", lose)
    assert blobs.size(KEY) is None
    blobs.publish(path, KEY, "image/webp", nothing)
    target = path.with_name("target")
    with pytest.raises(LeaseLost):
        blobs.download(KEY, target, lose)
    assert not target.exists()
    gc.collect()


def test_a_large_file_ticks_all_the_way(blobs: S3Blobs, path: Path) -> None:
    path.write_bytes(bytes(3 * MIB))
    up: list[float] = []
    down: list[float] = []
    blobs.publish(path, KEY, "video/webm", up.append)
    blobs.download(KEY, path.with_name("target"), down.append)
    for shares in (up, down):
        assert len(shares) >= 3
        assert shares == sorted(shares)


def test_to_read_what_is_not_there_is_a_failure_of_the_service(
    blobs: S3Blobs, tmp_path: Path
) -> None:
    with pytest.raises(ServiceUnavailable):
        blobs.sha256(KEY)
    with pytest.raises(ServiceUnavailable):
        blobs.download(KEY, tmp_path / "target", nothing)


def test_a_form_binds_key_type_and_exact_size(blobs: S3Blobs) -> None:
    form = blobs.upload_form(CLIP, 3600)
    assert form.fields["key"] == KEY
    conditions = policy(form)["conditions"]
    assert {"bucket": BUCKET} in conditions
    assert {"key": KEY} in conditions
    assert {"Content-Type": "video/mp4"} in conditions
    assert ["content-length-range", len(FILE), len(FILE)] in conditions


def test_a_form_binds_the_checksum_that_was_announced(blobs: S3Blobs) -> None:
    digest = base64.b64encode(hashlib.sha256(FILE).digest()).decode()
    form = blobs.upload_form(SUMMED, 3600)
    assert form.fields["x-amz-checksum-sha256"] == digest
    assert {"x-amz-checksum-sha256": digest} in policy(form)["conditions"]
    assert {"x-amz-checksum-algorithm": "SHA256"} in policy(form)["conditions"]


def test_a_form_ends_when_it_was_told_to(blobs: S3Blobs) -> None:
    expiration = str(policy(blobs.upload_form(CLIP, 600))["expiration"])
    left = datetime.fromisoformat(expiration) - datetime.now(UTC)
    assert timedelta(seconds=590) < left <= timedelta(seconds=600)


def test_an_address_is_the_same_throughout_an_hour_and_then_another(blobs: S3Blobs) -> None:
    start = START.replace(minute=0, second=0, microsecond=0)
    first = blobs.signed_url("outputs/a b/é.webm", start)
    last = blobs.signed_url("outputs/a b/é.webm", start + timedelta(minutes=59, milliseconds=59999))
    assert last == first
    assert blobs.signed_url("outputs/a b/é.webm", start + timedelta(hours=1)) != first
    assert first.expires_at == start + timedelta(hours=2)
    query = parse_qs(urlsplit(first.url).query)
    assert query["X-Amz-Date"] == ["20261122T100000Z"]
    assert query["X-Amz-Expires"] == ["7200"]


@pytest.mark.slow
@pytest.mark.usefixtures("on_emulator")
class TestWhatTheEmulatorEnforces:
    def test_an_address_gives_the_object_with_its_type(self, path: Path) -> None:
        blobs, key = bucket(), "outputs/a b/é+1.webp"
        blobs.publish(path, key, "image/webp", nothing)
        url = blobs.signed_url(key, datetime.now(UTC)).url
        answer = httpx.get(url)
        assert (answer.status_code, answer.content) == (200, FILE)
        assert answer.headers["content-type"] == "image/webp"

    def test_an_address_is_good_for_its_object_and_its_time_only(self, path: Path) -> None:
        blobs = bucket()
        blobs.publish(path, KEY, "image/webp", nothing)
        now = datetime.now(UTC)
        other = blobs.signed_url(KEY, now).url.replace(KEY, upload_key(an_asset_id(2)))
        assert httpx.get(other).status_code == 403
        assert httpx.get(blobs.signed_url(KEY, now - timedelta(hours=3)).url).status_code == 403

    @pytest.mark.parametrize("asset", [CLIP, SUMMED], ids=["unsummed", "summed"])
    def test_a_form_takes_the_file_that_was_announced(self, asset: Asset) -> None:
        blobs = bucket()
        assert sent(blobs.upload_form(asset, 60), FILE) in {200, 204}
        assert blobs.size(KEY) == len(FILE)

    @pytest.mark.parametrize(
        ("file", "changes"),
        [
            (FILE + b"!", {}),
            (FILE[:-1], {}),
            (FILE, {"Content-Type": "text/html"}),
            (FILE, {"key": upload_key(an_asset_id(2))}),
        ],
    )
    def test_a_form_takes_nothing_else(self, file: bytes, changes: dict[str, str]) -> None:
        blobs = bucket()
        assert sent(blobs.upload_form(CLIP, 60), file, **changes) >= 400
        assert blobs.size(changes.get("key", KEY)) is None
