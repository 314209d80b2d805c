"""How items of the two logs are read back, also those that somebody has tampered with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer

from mediadesk.aws.user_records import user_partition
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import UserId
from mediadesk.domain.trail import Chain, ChainKind, Recorded

Item = Mapping[str, Mapping[str, Any]]
"""In DynamoDB's JSON."""

AUDIT_FIELDS: Final = (
    "entry_id",
    "chain",
    "sequence",
    "action",
    "actor",
    "actor_kind",
    "asset_id",
    "user_id",
    "bulk_id",
    "before",
    "after",
    "occurred_at",
    "request_id",
    "previous_hash",
)
HISTORY_FIELDS: Final = (
    "entry_id",
    "user_id",
    "sequence",
    "action",
    "asset_id",
    "previous_asset_id",
    "performed_by",
    "performed_at",
    "bulk_id",
    "refers_to",
    "note",
    "request_id",
    "previous_hash",
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which fields the hash of an entry covers, in the audit log and in the histories."""

    audit: tuple[str, ...]
    history: tuple[str, ...]


SEALED: Final[Mapping[int, Sealed]] = {1: Sealed(AUDIT_FIELDS, HISTORY_FIELDS)}
"""By schema version, for ever: an entry can't be rewritten, so it is read as it was sealed."""
_OF_USER: Final = user_partition(UserId(""))
# Typed narrower than what a stream gives.
_read: Callable[..., Any] = TypeDeserializer().deserialize


def partition_of(chain: Chain) -> str:
    """Where the entries of a chain lie together, in the table that they are in."""
    return user_partition(UserId(chain.subject)) if chain.kind is ChainKind.USER else chain.key


def recorded(item: Item, known: Mapping[int, Sealed] = SEALED) -> Recorded:
    """The entry that an item of either table holds; whatever is in it can be read.

    ServiceUnavailable when it bears a version above all that are known: it was written by a release
    that is about to replace this one. Read with too few fields, its hash would look wrong, and its
    copy in the archive would be.
    """
    key, place = str(_plain(item["pk"])), str(_plain(item["sk"]))
    sealed = _sealed(item, known)
    fields = sealed.history if key.startswith(_OF_USER) else sealed.audit
    return Recorded(
        chain=_name(key),
        sequence=int(place) if place.isdecimal() and place.isascii() else 0,
        document={name: _plain(item[name]) if name in item else None for name in fields},
        hash=str(_plain(item["hash"])) if "hash" in item else "",
    )


def _sealed(item: Item, known: Mapping[int, Sealed]) -> Sealed:
    version = _plain(item["schema_version"]) if "schema_version" in item else None
    # Only who tampers with an entry leaves its version out, or writes what is none.
    if not isinstance(version, int) or version < min(known):
        return known[min(known)]
    if version > max(known):
        place = f"{item['pk'].get('S')} {item['sk'].get('S')}"
        raise ServiceUnavailable(f"{place} is of version {version}, which this release can't read.")
    return known[version]


def _name(key: str) -> str:
    if key.startswith(_OF_USER):
        return f"{ChainKind.USER}:{key.removeprefix(_OF_USER)}"
    kind, _, subject = key.partition("#")
    return f"{kind.lower()}:{subject}"


def _plain(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what JSON can say
    return _for_json(_read(dict(value)))


def _for_json(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _for_json(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_for_json(held) for held in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if value is None or isinstance(value, bool | str):
        return value
    # No entry that we wrote has sets or bytes.
    return repr(value)
