"""Forms to upload by and addresses to read from; what moto does not enforce, on the emulator."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mediadesk.aws.blobs import S3Blobs
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.uploads import SignedForm
from tests.aws.buckets import (
    BUCKET,
    CLIP,
    FILE,
    KEY,
    bucket,
    content_of,
    nothing,
    size_of,
    version_of,
)
from tests.builders import an_asset_id
from tests.fakes import START

SUMMED = replace(CLIP, sha256=hashlib.sha256(FILE).hexdigest())


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
        assert size_of(blobs) == len(FILE)

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
        assert blobs.stat(changes.get("key", KEY)) is None

    def test_what_a_form_brings_later_does_not_replace_what_was_accepted(self, path: Path) -> None:
        blobs = bucket()
        form = blobs.upload_form(CLIP, 60)
        assert sent(form, FILE) in {200, 204}
        accepted = version_of(blobs)
        assert sent(form, FILE[::-1]) in {200, 204}
        assert version_of(blobs) != accepted
        assert content_of(blobs, accepted, path) == FILE
