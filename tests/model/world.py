"""What the database holds in the model: heads, records, stored entries, operation rows."""

from typing import Final, Literal, NamedTuple, TypeVar

T = TypeVar("T")

Status = Literal["none", "preparing", "committed", "sealed", "undone", "aborted"]
FINAL: Final[frozenset[Status]] = frozenset({"sealed", "undone", "aborted"})
NOTHING: Final = "-"


class Entry(NamedTuple):
    """`operation` is a bulk's number or a single's name; `previous` what was held before."""

    action: Literal["assign", "undo"]
    operation: int | str
    asset: str
    previous: str


Chain = tuple[Entry, ...]


class Head(NamedTuple):
    """`chain` stands for the hash: whoever knows the head knows every entry before it."""

    chain: Chain = ()
    v: int = 0
    intent: int | None = None
    last_bulk: int | None = None


class Record(NamedTuple):
    """`is_late`: the undo window is over. `sealed_by`: the operation that took the undo away."""

    status: Status = "none"
    is_late: bool = False
    sealed_by: int | str | None = None


class World(NamedTuple):
    """One state of the database; `logs` are the history tables, `rows` the operation rows."""

    heads: tuple[Head, ...]
    records: tuple[Record, ...]
    logs: tuple[Chain, ...]
    rows: frozenset[str] = frozenset()

    def with_head(self, user: int, head: Head) -> "World":
        return self._replace(heads=_put(self.heads, user, head))

    def with_record(self, bulk: int, record: Record) -> "World":
        return self._replace(records=_put(self.records, bulk, record))

    def with_status(self, bulk: int, status: Status) -> "World":
        return self.with_record(bulk, self.records[bulk]._replace(status=status))

    def with_entries(self, user: int, chain: Chain) -> "World":
        """Put each entry where none is; one that is there stays, whatever it says."""
        log = self.logs[user]
        return self._replace(logs=_put(self.logs, user, log + chain[len(log) :]))

    def with_row(self, operation: str) -> "World":
        return self._replace(rows=self.rows | {operation})


def held(chain: Chain) -> str:
    return chain[-1].asset if chain else NOTHING


def given(chain: Chain, operation: int | str) -> Chain:
    """The chain after an assignment by a bulk or a single."""
    return (*chain, Entry("assign", operation, f"a{operation}", held(chain)))


def taken_back(chain: Chain, operation: int | str) -> Chain:
    """The chain after its last entry was undone."""
    last = chain[-1]
    return (*chain, Entry("undo", operation, last.previous, last.asset))


def settled(head: Head, bulk: int, status: Status) -> Head:
    """What the member's head is, the bulk standing so; written with one write."""
    if status == "aborted":
        return head._replace(v=head.v + 1, intent=None)
    if status in {"committed", "sealed"}:
        return Head(given(head.chain, bulk), head.v + 1, None, bulk)
    if status == "undone":
        return Head(taken_back(given(head.chain, bulk), bulk), head.v + 1, None, bulk)
    return head


def effective(head: Head, records: tuple[Record, ...]) -> Chain:
    """The history that a reader is shown, virtual entries included."""
    if head.intent is None:
        return head.chain
    return settled(head, head.intent, records[head.intent].status).chain


def _put(items: tuple[T, ...], at: int, item: T) -> tuple[T, ...]:
    return (*items[:at], item, *items[at + 1 :])
