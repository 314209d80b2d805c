"""What the items look like about tickets, connections, and events that were told."""

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UnicodeSetAttribute

from mediadesk import tables
from mediadesk.aws.attributes import Moment
from mediadesk.aws.rows import Row


class ConnectionItem(Row):
    """What all kinds of item about a connection share; more than the keys tells only the first."""

    table = tables.CONNECTIONS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    valid_until = Moment()
    expires_at = TTLAttribute()


class ConnectionRow(ConnectionItem):
    """A set without elements is no attribute."""

    admin_id = UnicodeAttribute()
    groups = UnicodeSetAttribute(null=True)
    connected_at = Moment()
    topics = UnicodeSetAttribute(null=True)


class EventItem(Row):
    """What both kinds of item about an event share."""

    table = tables.EVENTS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires_at = TTLAttribute()


class EventRow(EventItem):
    frame = UnicodeAttribute()


class PlaceRow(EventItem):
    place = UnicodeAttribute()


class TicketRow(Row):
    """`expires_at` is for DynamoDB, which deletes late; `valid_until` decides."""

    table = tables.TICKETS

    pk = UnicodeAttribute(hash_key=True)
    admin_id = UnicodeAttribute()
    groups = UnicodeSetAttribute(null=True)
    session_until = Moment()
    valid_until = Moment()
    expires_at = TTLAttribute()
