"""What a new local stack starts with: a few generated clips, uploaded as any client would."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import imageio_ffmpeg

from local.account import Account
from local.errors import SeedFailed
from local.outputs import Outputs

SHAPES: Final = (("640x360", 24), ("360x640", 30), ("480x480", 25), ("1280x720", 30))
LENGTH_S: Final = 3
SEEDED_BY: Final = "ada"
PATIENCE_S: Final = 60.0


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
    """Upload `count` clips through the API; their conversion goes on afterwards."""
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
        for number in range(1, count + 1):
            _upload(api, Clip(number), Path(folder))


def access_token(account: Account, outputs: Outputs, user: str) -> str:
    """A fresh token of one of the seeded people."""
    signed_in = account.cognito.initiate_auth(
        ClientId=outputs.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": outputs.users[user].password},
    )
    return signed_in["AuthenticationResult"]["AccessToken"]


def _upload(api: httpx.Client, clip: Clip, folder: Path) -> None:
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


def _require(response: httpx.Response, status: int) -> None:
    if response.status_code != status:
        raise SeedFailed(f"{response.request.url} answered {response.status_code}: {response.text}")
