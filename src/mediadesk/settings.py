"""What a deployment tells the code, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from mediadesk.domain.media_limits import MediaLimits
from mediadesk.tables import Table

PREFIX = "MEDIADESK_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of every function; a function is given only those that it uses.

    A setting that a function was not given is the empty string and fails at its first use.
    """

    stage: str = ""
    table_prefix: str = ""
    media_bucket: str = ""
    archive_bucket: str = ""
    """Where each entry of the logs is copied to, for good."""
    conversion_queue_url: str = ""
    conversion_dead_letters_url: str = ""
    """Where messages go that no converter can act on."""
    conversion_deliveries: int = 30
    """How often a message of the conversion queue is delivered at most."""
    bulk_queue_url: str = ""
    """Standard queue: it alone can hold a message back for a while."""
    large_bulk_queue_url: str = ""
    """FIFO queue, so that one large bulk is prepared at a time."""
    socket_url: str = ""
    """Address that a browser connects to, `wss://…`, without a query."""
    socket_callback_url: str = ""
    """Address by which functions post to connections, `https://…`."""
    web_origin: str = ""
    """Where the console's pages come from, `https://…`; no other page may open a connection."""
    connections_per_admin: int = 50
    """How many connections one admin may have at a time."""
    cursor_secret_id: str = ""
    """Name of the Secrets Manager secret that signs list cursors."""
    job_lease_s: int = 60
    """How long a converter may be silent before another may take its job over, seconds."""
    conversion_timeout_s: int = 900
    """How long a converter has for one message, seconds."""
    fan_out_over_s: int = 400
    """A WEBM whose encoding would take longer than this is made in pieces, by many converters."""
    piece_s: int = 45
    """About how much of a video one piece is, seconds."""
    max_upload_bytes: int = MediaLimits().upload_bytes
    max_duration_s: int = MediaLimits().duration_s
    max_frame_pixels: int = MediaLimits().frame_pixels
    max_streams: int = MediaLimits().streams
    max_frame_rate: int = MediaLimits().frame_rate
    webm_long_side: int = MediaLimits().webm_long_side
    bulk_calls_a_minute: int = 10
    """How many bulk operations one admin may ask for; dry runs are counted apart."""
    bulk_users_an_hour: int = 50_000
    """How many users one admin may change by bulk operations."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read `MEDIADESK_<FIELD>` for each field; ValueError when a number is not one."""
        env = os.environ if environment is None else environment
        defaults = cls()
        given = {f: env[PREFIX + f.upper()] for f in cls.__slots__ if PREFIX + f.upper() in env}
        kinds = {field: type(getattr(defaults, field)) for field in given}
        return replace(defaults, **{field: kinds[field](given[field]) for field in given})

    @property
    def media_limits(self) -> MediaLimits:
        """What a file may be at most in this deployment."""
        return MediaLimits(
            upload_bytes=self.max_upload_bytes,
            duration_s=self.max_duration_s,
            frame_pixels=self.max_frame_pixels,
            streams=self.max_streams,
            frame_rate=self.max_frame_rate,
            webm_long_side=self.webm_long_side,
        )

    def table_name(self, table: Table) -> str:
        """The name under which this deployment created `table`."""
        return f"{self.table_prefix}{table.name}"
