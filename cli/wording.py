"""How values are written for people."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime

from rich.filesize import decimal
from rich.text import Text

from cli.standing import Standing
from mediadesk.contracts.http import Asset, Media, Output
from mediadesk.domain.conversions import ConversionStatus

_STYLES = {
    ConversionStatus.PENDING_UPLOAD: "yellow",
    ConversionStatus.QUEUED: "yellow",
    ConversionStatus.PROCESSING: "cyan",
    ConversionStatus.COMPLETED: "green",
    ConversionStatus.FAILED: "red",
    ConversionStatus.EXPIRED: "red",
}
_LONGEST_STATUS = len("processing 100%")
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Signs that turn the direction of writing: they make one text look like another."""


def printable(text: str) -> str:
    """The text without what could command a terminal."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _commands(sign) else sign for sign in text)


def _commands(sign: str) -> bool:
    turns = unicodedata.bidirectional(sign) in _TURNS
    return turns or unicodedata.category(sign) in {"Cc", "Cs"}


def status_text(status: ConversionStatus, progress: int | None) -> Text:
    words = status.replace("_", " ")
    if status is ConversionStatus.PROCESSING and progress is not None:
        words += f" {progress}%"
    return Text(words, style=_STYLES[status])


def standing_line(standing: Standing, at: datetime, also: str = "") -> Text:
    """One line of a log: when, what, where it stands, why it failed, and what befell it else."""
    line = Text(f"{local_time(at)}  ", style="dim")
    line.append(f"{standing.asset_id}  ", style="default")
    status = status_text(standing.status, standing.progress)
    status.pad_right(_LONGEST_STATUS - len(status))
    line.append_text(status)
    line.append(f"  {printable(standing.title)}", style="bold default")
    if standing.outputs:
        line.append(f"  has {', '.join(standing.outputs)}", style="green")
    if standing.error:
        line.append(f"  {standing.error.code}: {standing.error.message}", style="red")
    return line.append(f"  {also}", style="yellow") if also else line


def heading_line(asset: Asset) -> Text:
    """What an asset is called, where it stands, and its id to copy."""
    progress = asset.conversion.progress if asset.conversion else 0
    line = Text(f"{printable(asset.title)}  ", style="bold")
    line.append_text(status_text(asset.conversion_status, progress))
    return line.append(f"  {asset.asset_id}", style="default")


def output_line(title: str, output: Output) -> Text:
    """`Clip: webm 1280x720, 2.2 MB`; on a terminal that can, a link to the file."""
    line = Text(f"{printable(title)}: ").append(output.kind, style=f"green link {output.url}")
    return line.append(f" {dimensions(output)}, {size(output.size_bytes)}", style="dim")


def asset_facts(asset: Asset) -> Iterator[tuple[str, str]]:
    """What is known of the file that was uploaded, and why its conversion failed."""
    yield "file", f"{asset.filename}, {asset.content_type}, {size(asset.size_bytes)}"
    if asset.media:
        yield "media", _media_words(asset.media)
    yield "preset", asset.preset
    yield "created", f"{local_day_and_time(asset.created_at)} by {asset.created_by}"
    if asset.assigned_user_count:
        yield "held by", _holders_words(asset)
    if asset.deleted_at:
        yield "deleted", local_day_and_time(asset.deleted_at)
    error = asset.conversion.error if asset.conversion else None
    if error:
        yield "failed", f"{error.message} ({error.code})"


def _holders_words(asset: Asset) -> str:
    count = asset.assigned_user_count
    return f"{count:,} user{'s' if count > 1 else ''}, the latest {asset.user_id}"


def _media_words(media: Media) -> str:
    words = (
        media.container,
        duration(media.duration_seconds),
        f"{media.width}x{media.height}",
        f"{media.frame_rate:g} frames/s",
        media.video_codec,
        media.audio_codec or "no sound",
    )
    return ", ".join(words)


def dimensions(output: Output) -> str:
    return f"{output.width}x{output.height}"


def size(count: int) -> str:
    return decimal(count)


def duration(seconds: float) -> str:
    """`0:05`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: int) -> str:
    """`40 s`, `46 min 40 s`, `1 h 2 min`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def local_time(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M:%S}"


def local_day_and_time(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
