"""Who is calling, and whether they may: the claims that the gateway checked, and the groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from mediadesk.domain.errors import Forbidden, Unauthorized
from mediadesk.domain.ids import AdminId

ADMIN: Final = "admin"
AUDITOR: Final = "auditor"

PUBLIC: Final = frozenset({"GET /api/health"})
"""What needs no token, as `METHOD /path/{name}`."""
AUDITOR_CHANGES: Final = frozenset({"POST /api/admin/websocket-tickets"})
"""What an auditor may do beside every GET."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person; `session_until` is when their token expires."""

    name: AdminId
    groups: frozenset[str]
    session_until: datetime


def principal(event: Mapping[str, Any]) -> Principal:
    """The person whose access token the gateway let through; Unauthorized when there is none."""
    claims = _claims(event)
    name, expires = claims.get("username"), str(claims.get("exp", ""))
    # An id token of the same client passes the gateway too, but it is no key to an API.
    if claims.get("token_use") != "access" or not name or not expires.isdecimal():
        raise Unauthorized("The request carries no valid access token.")
    return Principal(
        name=AdminId(str(name)),
        groups=_groups(claims.get("cognito:groups")),
        session_until=datetime.fromtimestamp(int(expires), UTC),
    )


def require(person: Principal, route: str) -> None:
    """Forbidden unless one of the person's groups allows `METHOD /path/{name}`."""
    if ADMIN in person.groups:
        return
    if AUDITOR in person.groups and (route.startswith("GET ") or route in AUDITOR_CHANGES):
        return
    raise Forbidden("None of your groups allows this request.")


def may_change(person: Principal) -> bool:
    """Whether the person may do more than look."""
    return ADMIN in person.groups


def _claims(event: Mapping[str, Any]) -> Mapping[str, Any]:
    authorizer = event["requestContext"].get("authorizer") or {}
    return (authorizer.get("jwt") or {}).get("claims") or {}


def _groups(claim: object) -> frozenset[str]:
    """An HTTP API writes a list claim as `[admin auditor]`; anything else names no group."""
    if not isinstance(claim, str) or not (claim.startswith("[") and claim.endswith("]")):
        return frozenset()
    return frozenset(claim[1:-1].split(" "))
