"""How items of the two logs are read back, also those that somebody has tampered with."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer

from mediadesk.aws.user_records import user_partition
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
_OF_USER: Final = user_partition(UserId(""))
# Typed narrower than what a stream gives.
_read: Callable[..., Any] = TypeDeserializer().deserialize


def partition_of(chain: Chain) -> str:
    """Where the entries of a chain lie together, in the table that they are in."""
    return user_partition(UserId(chain.subject)) if chain.kind is ChainKind.USER else chain.key


def recorded(item: Item) -> Recorded:
    """The entry that an item of either table holds; whatever is in it can be read."""
    key, place = str(_plain(item["pk"])), str(_plain(item["sk"]))
    fields = HISTORY_FIELDS if key.startswith(_OF_USER) else AUDIT_FIELDS
    return Recorded(
        chain=_name(key),
        sequence=int(place) if place.isdecimal() and place.isascii() else 0,
        document={name: _plain(item[name]) if name in item else None for name in fields},
        hash=str(_plain(item["hash"])) if "hash" in item else "",
    )


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
