"""What lies in the media bucket: the fake and S3 alike."""

import gc
import os
from pathlib import Path

import pytest

from mediadesk.aws import clients
from mediadesk.aws.blobs import S3Blobs
from mediadesk.domain.errors import LeaseLost, ObjectGone, ServiceUnavailable
from mediadesk.domain.media import MIB
from mediadesk.ports import MediaBlobs
from tests.aws.buckets import (
    BUCKET,
    FILE,
    KEY,
    bucket,
    content_of,
    nothing,
    size_of,
    version_of,
)
from tests.aws.conftest import ENGINES
from tests.aws.responses import Planned, xml
from tests.fake_media import FakeBlobs
from tests.faults import Faults

OTHER = b"something else"


@pytest.fixture
def real(aws: str) -> S3Blobs:
    return bucket()


@pytest.fixture(params=["fakes", *ENGINES])
def blobs(request: pytest.FixtureRequest) -> MediaBlobs:
    if request.param == "fakes":
        return FakeBlobs(Faults())
    request.getfixturevalue(f"on_{request.param}")
    return bucket()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_bytes(FILE)
    return file


def test_an_absent_object_has_no_size(blobs: MediaBlobs) -> None:
    assert blobs.stat(KEY) is None


def test_what_is_published_has_its_size_type_and_a_long_life_in_caches(
    real: S3Blobs, path: Path
) -> None:
    real.publish(path, KEY, "image/webp", nothing)
    assert size_of(real) == len(FILE)
    head = clients.s3().head_object(Bucket=BUCKET, Key=KEY)
    assert head["ContentType"] == "image/webp"
    assert "immutable" in head["CacheControl"]


def test_a_file_comes_down_as_it_went_up_and_each_way_ticks_to_the_end(
    blobs: MediaBlobs, path: Path
) -> None:
    shares: list[float] = []
    blobs.publish(path, KEY, "image/webp", shares.append)
    assert shares[-1] == 1.0
    assert size_of(blobs) == len(FILE)
    shares.clear()
    target = path.with_name("target")
    blobs.download(KEY, None, target, shares.append)
    assert target.read_bytes() == FILE
    assert shares[-1] == 1.0


def test_what_was_written_over_or_removed_can_be_read_by_its_version(
    blobs: MediaBlobs, path: Path
) -> None:
    blobs.publish(path, KEY, "video/mp4", nothing)
    first = version_of(blobs)
    path.write_bytes(OTHER)
    blobs.publish(path, KEY, "video/mp4", nothing)
    second = version_of(blobs)
    assert first != second
    assert content_of(blobs, None, path) == OTHER
    assert content_of(blobs, first, path) == FILE
    blobs.remove([KEY])
    assert content_of(blobs, second, path) == OTHER


def test_what_is_not_there_is_gone(blobs: MediaBlobs, path: Path) -> None:
    target = path.with_name("target")
    with pytest.raises(ObjectGone):
        blobs.download(KEY, None, target, nothing)
    with pytest.raises(ObjectGone):
        blobs.download(KEY, "0d0c0b0a", target, nothing)
    blobs.publish(path, KEY, "video/mp4", nothing)
    with pytest.raises(ObjectGone):
        blobs.download(KEY, "0d0c0b0a", target, nothing)
    blobs.remove([KEY])
    with pytest.raises(ObjectGone):
        blobs.download(KEY, None, target, nothing)
    assert not target.exists()


def test_the_keys_below_a_prefix_are_known_until_they_are_removed(
    blobs: MediaBlobs, path: Path
) -> None:
    names = ["work/1/2/b", "work/1/2/a", "work/1/20/a", "work/10/2/a"]
    for name in names:
        blobs.publish(path, name, "video/webm", nothing)
    assert blobs.keys("work/1/2/") == ["work/1/2/a", "work/1/2/b"]
    blobs.remove(["work/1/2/a", "work/1/2/absent"])
    blobs.remove([])
    assert blobs.keys("work/1/2/") == ["work/1/2/b"]
    assert blobs.keys("work/1/20/") == ["work/1/20/a"]
    assert blobs.keys("work/2/") == []


@pytest.mark.usefixtures("on_moto")
def test_a_thousand_keys_are_told_at_once_and_any_number_removed() -> None:
    real, client = bucket(), clients.s3()
    names = [f"work/many/{number:04d}" for number in range(1001)]
    for name in names:
        client.put_object(Bucket=BUCKET, Key=name)
    assert real.keys("work/many/") == names[:1000]
    real.remove(names)
    assert real.keys("work/many/") == []


@pytest.mark.usefixtures("on_moto")
def test_an_object_that_can_not_be_removed_is_a_failure_of_the_service() -> None:
    client = clients.s3()
    refused = b"<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    Planned(client, xml(refused))
    blobs = S3Blobs(client, clients.s3_addresses(), BUCKET, clients.signer())
    with pytest.raises(ServiceUnavailable, match="AccessDenied"):
        blobs.remove(["a"])


# The SDK leaves the connection of an interrupted transfer to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_tick_that_raises_ends_the_transfer_and_leaves_nothing(
    blobs: MediaBlobs, path: Path
) -> None:
    def lose(share: float) -> None:
        raise LeaseLost("Another run has taken over.")

    path.write_bytes(bytes(2 * MIB))
    with pytest.raises(LeaseLost):
        blobs.publish(path, KEY, "image/webp", lose)
    assert blobs.stat(KEY) is None
    blobs.publish(path, KEY, "image/webp", nothing)
    target = path.with_name("target")
    with pytest.raises(LeaseLost):
        blobs.download(KEY, None, target, lose)
    assert not target.exists()
    gc.collect()


def test_a_large_file_ticks_all_the_way(real: S3Blobs, path: Path) -> None:
    path.write_bytes(bytes(3 * MIB))
    up: list[float] = []
    down: list[float] = []
    real.publish(path, KEY, "video/webm", up.append)
    real.download(KEY, None, path.with_name("target"), down.append)
    for shares in (up, down):
        assert len(shares) >= 3
        assert shares == sorted(shares)


@pytest.mark.slow
@pytest.mark.usefixtures("on_emulator")
def test_a_version_comes_down_whole_also_when_it_is_large(path: Path) -> None:
    blobs = bucket()
    large = os.urandom(MIB) * 65
    path.write_bytes(large)
    blobs.publish(path, KEY, "video/webm", nothing)
    accepted = version_of(blobs)
    path.write_bytes(FILE)
    blobs.publish(path, KEY, "video/webm", nothing)
    assert content_of(blobs, accepted, path) == large
