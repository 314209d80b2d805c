"""Kinds of attribute that PynamoDB does not have."""

from datetime import datetime

from pynamodb.attributes import Attribute
from pynamodb.constants import NUMBER, STRING

from mediadesk.domain.instants import parse_rfc3339, rfc3339


class Moment(Attribute[datetime]):
    """RFC 3339 to the millisecond: as text, moments sort and compare as they do in time."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        return rfc3339(value)

    def deserialize(self, value: str) -> datetime:
        return parse_rfc3339(value)


class WholeNumber(Attribute[int]):
    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        return str(value)

    def deserialize(self, value: str) -> int:
        return int(value)
