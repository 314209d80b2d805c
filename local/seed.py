"""What a new local stack starts with, made as any client would: clips, users, assignments."""

import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import imageio_ffmpeg

from local import directory
from local.account import Account
from local.errors import SeedFailed
from local.outputs import Outputs

SHAPES: Final = (("640x360", 24), ("360x640", 30), ("480x480", 25), ("1280x720", 30))
LENGTH_S: Final = 3
SEEDED_BY: Final = "ada"
PATIENCE_S: Final = 60.0
POLL_S: Final = 0.2
AT_ONCE: Final = 2
"""Requests in flight while the directory is filled."""
HOLDERS: Final = ("anna.kowalska", "zoe.garcia-lopez")
"""Who holds the first clip from the start."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A test picture with a tone; each number gives another shape, pitch and title."""

    number: int

    @property
    def name(self) -> str:
        return f"sample-{self.number}.mp4"

    @property
    def title(self) -> str:
        size, rate = SHAPES[(self.number - 1) % len(SHAPES)]
        return f"Sample {self.number}: test picture {size}, {rate} frames a second"

    def render(self, folder: Path) -> bytes:
        """Encode it in `folder`; under a second of work."""
        size, rate = SHAPES[(self.number - 1) % len(SHAPES)]
        picture = f"testsrc2=size={size}:rate={rate}:duration={LENGTH_S}"
        tone = f"sine=frequency={220 + 110 * self.number}:duration={LENGTH_S}"
        command = [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"),
            *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
            str(folder / self.name),
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed command
        return (folder / self.name).read_bytes()


def seed(account: Account, outputs: Outputs, count: int) -> None:
    """Upload `count` clips, fill the directory, and assign the first clip.

    The conversion of the other clips goes on afterwards.
    """
    if not count:
        return
    token = access_token(account, outputs, SEEDED_BY)
    headers = {"Authorization": f"Bearer {token}"}
    with (
        tempfile.TemporaryDirectory() as folder,
        httpx.Client(
            base_url=outputs.api_url, headers=headers, timeout=PATIENCE_S, trust_env=False
        ) as api,
    ):
        # Alone it is converted by the time that the directory is full.
        first = _upload(api, Clip(1), Path(folder))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda user_id: _register(api, user_id), directory.NAMES))
        _assign(api, first)
        for number in range(2, count + 1):
            _upload(api, Clip(number), Path(folder))


def access_token(account: Account, outputs: Outputs, user: str) -> str:
    """A fresh token of one of the seeded people."""
    signed_in = account.cognito.initiate_auth(
        ClientId=outputs.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": outputs.users[user].password},
    )
    return signed_in["AuthenticationResult"]["AccessToken"]


def _upload(api: httpx.Client, clip: Clip, folder: Path) -> str:
    content = clip.render(folder)
    known = {"content_type": "video/mp4", "size_bytes": len(content)}
    started = api.post(
        "/api/admin/assets/upload",
        json={"filename": clip.name, "title": clip.title, **known},
        headers={"Idempotency-Key": f"seed-{clip.number}"},
    )
    _require(started, 201)
    form = started.json()["upload"]
    files = {"file": (clip.name, content, "video/mp4")}
    sent = httpx.post(
        form["url"], data=form["fields"], files=files, timeout=PATIENCE_S, trust_env=False
    )
    _require(sent, 204)
    return str(started.json()["asset"]["asset_id"])


def _register(api: httpx.Client, user_id: str) -> None:
    fields = {"display_name": directory.NAMES[user_id], "email": directory.address(user_id)}
    _require(api.put(f"/api/admin/users/{user_id}", json=fields), 201)


def _assign(api: httpx.Client, asset_id: str) -> None:
    """Give a clip to its first holders, unless this machine is too slow to convert it soon."""
    path = f"/api/admin/assets/{asset_id}"
    if _is_converted(api, path):
        for user_id in HOLDERS:
            _require(api.post(f"{path}/assign", json={"user_id": user_id}), 201)


def _is_converted(api: httpx.Client, path: str) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        status = api.get(path).json()["conversion_status"]
        if status in {"completed", "failed"}:
            return bool(status == "completed")
        time.sleep(POLL_S)
    return False


def _require(response: httpx.Response, status: int) -> None:
    if response.status_code != status:
        raise SeedFailed(f"{response.request.url} answered {response.status_code}: {response.text}")
