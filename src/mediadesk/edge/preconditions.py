"""Which version of a thing a change is meant for, from the ETag that the client saw."""

import re
from typing import Annotated, Final

from aws_lambda_powertools.event_handler.openapi.params import Header

from mediadesk.domain.errors import PreconditionFailed

_USER: Final = re.compile(r'"v([0-9]{1,15})"')
_ASSET: Final = re.compile(r'"v([0-9]{1,15})-h[0-9]{1,15}-p[0-9]{1,3}-w[0-9a-f]{1,15}"')

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1000,
        description="The `ETag` that the change is meant for; 412 when it is not current any more.",
    ),
]


def user_version(if_match: str | None) -> int | None:
    """The version of a user that the header asks for; None when any will do."""
    return _version(_USER, if_match)


def asset_version(if_match: str | None) -> int | None:
    """As `user_version`. Only the version counts, not who holds it or where its files are."""
    return _version(_ASSET, if_match)


def _version(form: re.Pattern[str], if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    tags = (form.fullmatch(tag.strip()) for tag in if_match.split(","))
    known = [int(tag[1]) for tag in tags if tag]
    if not known:
        raise PreconditionFailed("`If-Match` names no version of this.")
    # Versions only rise: of several that a client has seen, only the last can be current.
    return max(known)
