"""How a moment is written: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime


def to_milliseconds(moment: datetime) -> datetime:
    """The moment without what is finer than a millisecond, which no interface shows."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """`2026-11-22T10:15:30.123Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def parse_rfc3339(text: str) -> datetime:
    """The moment that `rfc3339` wrote; ValueError for anything that is no moment."""
    return datetime.fromisoformat(text)
