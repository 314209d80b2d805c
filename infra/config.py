"""How the stages differ, and nothing else does."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from mediadesk.domain.media_limits import MediaLimits

Architecture = Literal["x86_64", "arm64"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment: its name, what it runs on and how much it may do."""

    name: str
    architecture: Architecture = "arm64"
    keeps_data: bool = True
    """Whether tables, files and users outlive the removal of the stack."""
    traces: bool = True
    log_days: int = 30
    archive_days: int = 1
    """How long nobody can remove the archived copy of a log entry."""
    archive_is_strict: bool = False
    """Whether that holds for the account's owner too."""
    converters: int = 20
    """How many conversions run at once."""
    conversion_timeout_s: int = 900
    job_lease_s: int = 60
    """How long a converter may be silent before another may take its job over."""
    fan_out_over_s: int = 400
    """A WEBM that one converter would need longer for is made in pieces; well below its timeout."""
    piece_s: int = 45
    """About how much of a video one piece is."""
    limits: MediaLimits = field(default_factory=MediaLimits)
    """What a file may be at most; every function that asks is told from here."""
    requests_per_second: int = 200
    connections_per_admin: int = 50
    """How many sockets one admin may hold open at a time."""
    engine_url: str = ""
    """Where the AWS emulator listens; the empty string means AWS itself."""

    @property
    def is_local(self) -> bool:
        return bool(self.engine_url)

    @property
    def prefix(self) -> str:
        """What the names of everything in this stage begin with."""
        return f"mediadesk-{self.name}-"

    @property
    def limit_settings(self) -> dict[str, str]:
        """How functions are told of `limits`: by these settings."""
        limits = self.limits
        return {
            "max_upload_bytes": str(limits.upload_bytes),
            "max_duration_s": str(limits.duration_s),
            "max_frame_pixels": str(limits.frame_pixels),
            "max_streams": str(limits.streams),
            "max_frame_rate": str(limits.frame_rate),
            "webm_long_side": str(limits.webm_long_side),
        }


def host_architecture() -> Architecture:
    """What Lambda calls this machine's kind of processor."""
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


LOCAL: Final = Stage(
    name="local",
    architecture=host_architecture(),
    keeps_data=False,
    traces=False,
    log_days=1,
    converters=2,
    conversion_timeout_s=300,
    job_lease_s=10,
    # Low, so that half a minute of video is enough to see pieces made.
    fan_out_over_s=4,
    piece_s=8,
    # Benchmarks and tests open hundreds as one admin.
    connections_per_admin=500,
    engine_url="http://127.0.0.1:4566",
)
DEV: Final = Stage(name="dev", keeps_data=False, log_days=7, converters=5, requests_per_second=50)
STAGING: Final = Stage(name="staging")
PROD: Final = Stage(
    name="prod",
    log_days=365,
    archive_days=3650,
    archive_is_strict=True,
    converters=100,
    requests_per_second=1000,
)
STAGES: Final[Mapping[str, Stage]] = {s.name: s for s in (LOCAL, DEV, STAGING, PROD)}


def stage(name: str, engine_url: str | None = None) -> Stage:
    """The stage of that name; `engine_url` (no path, no slash at its end) is for `local` only.

    KeyError for an unknown name, ValueError for an address that does not fit.
    """
    chosen = STAGES[name]
    if engine_url is None:
        return chosen
    if not chosen.is_local or not re.fullmatch(r"http://[\w.-]+:\d+", engine_url):
        raise ValueError(f"{engine_url} cannot be the engine of stage {name}")
    return replace(chosen, engine_url=engine_url)
