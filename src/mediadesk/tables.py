"""Which DynamoDB tables exist, with their keys, indexes and lifetimes."""

from dataclasses import dataclass
from typing import Final

SCHEMA_VERSION: Final = 1
"""Written to every item; raised together with a migration when the shape of an item changes."""

LIST_SHARDS: Final = 8
"""Partitions that a time-ordered list of assets is spread over, so that no single one gets hot."""

DAY_SHARDS: Final = 16
"""Partitions that the entries of one day are spread over."""

HOLDER_SHARDS: Final = 16
"""Partitions that the users who hold one asset are spread over."""


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index; both key attributes are strings."""

    name: str
    partition_key: str
    sort_key: str
    keys_only: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table; both key attributes are strings.

    `expires_attribute` holds the epoch seconds after which DynamoDB may delete an item.
    `append_only` tables refuse updates and deletes from every application role.
    """

    name: str
    partition_key: str = "pk"
    sort_key: str | None = "sk"
    indexes: tuple[Index, ...] = ()
    expires_attribute: str | None = None
    has_stream: bool = False
    append_only: bool = False

    def index(self, name: str) -> Index:
        """The index of that name; KeyError when this table has none."""
        return {index.name: index for index in self.indexes}[name]


ASSETS: Final = Table(
    name="admin_media_assets",
    indexes=(
        Index("by_created", partition_key="list_shard", sort_key="asset_id"),
        Index("by_status", partition_key="status_shard", sort_key="asset_id"),
        Index("due", partition_key="due", sort_key="due_at"),
    ),
    has_stream=True,
)
"""`A#<asset>`/`META`: the asset, its conversion state and the head of its audit chain. `open_bulks`
names bulks that gave it to users and are not stored with each of them, or were not until lately.

`A#<asset>`/`HOLDERS`: who holds it, as shown with it; `due` is sparse, for computing it once more.
"""

JOBS: Final = Table(
    name="queue_jobs",
    indexes=(Index("todo", partition_key="todo", sort_key="todo_at"),),
    expires_attribute="expires_at",
)
"""`A#<asset>`/`J#<attempt>`: outbox and state of each conversion job; `todo` is sparse.

It says what a sweep must still do about a job, and `todo_at` since when: `send` its message, or
`tidy` up what its runs left in storage.

`A#<asset>`/`P#<attempt>#<run>#<number, 5 digits>`: a piece of a video that many convert; these
alone expire.
"""

_BY_DAY: Final = "by_performed_day"

AUDIT: Final = Table(
    name="audit_log",
    # Whole items: a page of the trail is read from the index alone.
    indexes=(
        Index(_BY_DAY, partition_key="performed_day", sort_key="occurred_at", keys_only=False),
        Index("by_asset", partition_key="asset_id", sort_key="occurred_at", keys_only=False),
    ),
    has_stream=True,
    append_only=True,
)
"""`<chain>`/`<sequence, 10 digits>`: hash-chained entries, written once and never again.

`performed_day` (`<date>#<shard>`) is for a list by time. It stands on every entry from the first
on, because an entry can't be given anything later.
"""

OPERATIONS: Final = Table(name="operations", sort_key=None, expires_attribute="expires_at")
"""`<actor>#<key>`: the answer of a change that was made, kept for a repeat of the same request."""

USERS: Final = Table(
    name="users",
    indexes=(Index("directory", partition_key="directory_shard", sort_key="user_id"),),
)
"""`U#<user>`/`PROFILE`: the directory entry and the head of its audit chain."""

USER_SEARCH: Final = Table(name="user_search")
"""`<first two characters>` and `<first character>`/`<term>#<user>`: by which words users are found.

Each row holds all terms of its user, so that a query of several words reads one range only.
"""

ASSIGNMENTS: Final = Table(
    name="asset_assignments",
    # Whole items: the projection of an asset's holders is computed from the index alone.
    indexes=(Index("by_asset", partition_key="holder_shard", sort_key="user_id", keys_only=False),),
    has_stream=True,
)
"""`U#<user>`/`HEAD`: what a user holds, and the end of their history; `holder_shard` is sparse."""

HISTORY: Final = Table(
    name="assignment_history",
    # A day is in every key, so that what bulks made is in no index.
    indexes=(
        Index(_BY_DAY, partition_key="performed_day", sort_key="performed_at", keys_only=False),
        Index("by_asset", partition_key="asset_id", sort_key="performed_day", keys_only=False),
        Index(
            "by_previous_asset",
            partition_key="previous_asset_id",
            sort_key="performed_day",
            keys_only=False,
        ),
    ),
    has_stream=True,
    append_only=True,
)
"""`U#<user>`/`<sequence, 10 digits>`: hash-chained entries, written once and never again.

`performed_day` is for a list by time, as in the audit log. Entries of a bulk have none: there the
audit entry of the bulk stands for all its members.
"""

BULKS: Final = Table(
    name="bulk_operations",
    indexes=(Index("open", partition_key="open", sort_key="due_at"),),
    has_stream=True,
)
"""`B#<bulk>`/`REC`: what decides for all members of a bulk, and the head of its audit chain.

`B#<bulk>`/`C#<number, 4 digits>`: the members, sorted, 1,000 in an item at most. `open` is sparse:
bulks that somebody must still look at, and from when on.
"""

FOLLOWING_SHARDS: Final = 8
"""Partitions that those who follow topics of one kind are spread over."""

CONNECTIONS: Final = Table(name="ws_connections", expires_attribute="expires_at")
"""`C#<connection>`/`CONNECTION`: who is connected, with the topics that they follow.

`A#<admin>`/`C#<connection>`: whose it is. `F#<kind>#<shard>`/`<topic>#<connection>`: who follows a
topic, and who follows any user. There is no index: what one process has written, another must see.
"""

LOG_SHARDS: Final = 8
"""Partitions that the events of one hour are spread over, by the item that they are about."""

EVENTS: Final = Table(name="event_log", expires_attribute="expires_at")
"""`<topic>#<hour>#<shard>`/`<place>`: what was told, in the order of time, for a day.

`E#<event>`/`PLACE`: where an event stands, so that it stands there once.
"""

TICKETS: Final = Table(name="ws_tickets", sort_key=None, expires_attribute="expires_at")
"""SHA-256 of a socket ticket; deleted by the first handshake that shows it."""

MIGRATIONS: Final = Table(name="migrations")
"""`<migration>`/`<table>#<segment, 3 digits>`: how far a segment of a table has been worked off.

Read and written by operators alone, see `migrations/`.
"""

RATE_LIMITS: Final = Table(name="rate_limits", sort_key=None, expires_attribute="expires_at")
"""`<actor>#<rule>#<start of the window>`: how much an admin asked for within it."""

ALL: Final = (
    ASSETS,
    JOBS,
    AUDIT,
    OPERATIONS,
    USERS,
    USER_SEARCH,
    ASSIGNMENTS,
    HISTORY,
    BULKS,
    CONNECTIONS,
    EVENTS,
    TICKETS,
    RATE_LIMITS,
    MIGRATIONS,
)
