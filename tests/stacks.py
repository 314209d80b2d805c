"""One local stack for the whole test run, people who are signed in to it, and clips."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import imageio_ffmpeg
import pytest

from local.outputs import Outputs
from local.stack import running
from tests.flows.consumer import Consumer
from tests.real_clips import real_clips

SIGN_IN = "AWSCognitoIdentityProviderService.InitiateAuth"


@pytest.fixture(scope="session")
def stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack keeps its things."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="session")
def stack(stack_folder: Path) -> Iterator[Outputs]:
    with running(stack_folder) as outputs:
        yield outputs


@pytest.fixture(scope="session")
def admin(stack: Outputs) -> Iterator[Consumer]:
    with signed_in(stack, "ada") as consumer:
        yield consumer


@pytest.fixture(scope="session")
def auditor(stack: Outputs) -> Iterator[Consumer]:
    with signed_in(stack, "vic") as consumer:
        yield consumer


@pytest.fixture(scope="session")
def outsider(stack: Outputs) -> Iterator[Consumer]:
    with signed_in(stack, "eve") as consumer:
        yield consumer


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of moving colours with sound: converted in a moment."""
    return generated(tmp_path_factory.mktemp("clips") / "short.mp4", "320x180", seconds=1)


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that keeps a converter busy for several seconds."""
    return generated(tmp_path_factory.mktemp("clips") / "long.mp4", "1280x720", seconds=12)


@pytest.fixture(scope="session")
def real_clip(clip: Path) -> Path:
    """The smallest real clip; a generated one where there is none."""
    return next(iter(real_clips()), clip)


def signed_in(outputs: Outputs, name: str) -> Consumer:
    """A consumer with an access token of the local pool."""
    answer = httpx.post(
        outputs.endpoint_url,
        headers={"X-Amz-Target": SIGN_IN, "Content-Type": "application/x-amz-json-1.1"},
        json={
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": outputs.user_pool_client_id,
            "AuthParameters": {"USERNAME": name, "PASSWORD": outputs.users[name].password},
        },
    )
    answer.raise_for_status()
    return Consumer(outputs.api_url, str(answer.json()["AuthenticationResult"]["AccessToken"]))


def generated(path: Path, size: str, seconds: int) -> Path:
    """A clip with a picture that moves everywhere, and a tone."""
    sources = (
        *("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={seconds}"),
        *("-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"),
    )
    encoding = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    binary = imageio_ffmpeg.get_ffmpeg_exe()
    command = [binary, "-v", "error", "-nostdin", *sources, *encoding, str(path)]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - fixed arguments
    return path
