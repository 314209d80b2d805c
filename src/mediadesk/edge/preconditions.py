"""Which version of a thing a change is meant for, from the ETag that the client saw."""

import re
from typing import Annotated, Final

from aws_lambda_powertools.event_handler.openapi.params import Header

from mediadesk.domain.errors import PreconditionFailed
from mediadesk.domain.users import Seen

_USER: Final = re.compile(r'"v([0-9]{1,15})\.([0-9]{1,15})"')
_ASSET: Final = re.compile(r'"v([0-9]{1,15})-h[0-9]{1,15}-p[0-9]{1,3}-w[0-9a-f]{1,15}"')

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1000,
        description="The `ETag` that the change is meant for; 412 when it is not current any more.",
    ),
]


def seen_user(if_match: str | None) -> Seen | None:
    """The state of a user that the header asks for; None without a header, when any will do."""
    if if_match is None:
        return None
    return Seen() if _is_any(if_match) else Seen(*_newest(_USER, if_match))


def asset_version(if_match: str | None) -> int | None:
    """The version that the header asks for, whoever holds the asset; None when any will do."""
    return None if if_match is None or _is_any(if_match) else _newest(_ASSET, if_match)[0]


def _is_any(if_match: str) -> bool:
    return if_match.strip() == "*"


def _newest(form: re.Pattern[str], if_match: str) -> tuple[int, ...]:
    tags = (form.fullmatch(tag.strip()) for tag in if_match.split(","))
    known = [tuple(map(int, tag.groups())) for tag in tags if tag]
    if not known:
        raise PreconditionFailed("`If-Match` names no version of this.")
    # Versions only rise: of several that a client has seen, only the last can be current.
    return max(known)
