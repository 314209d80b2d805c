"""Entries as they are read back: what is stored, what is shown of it, and where a chain breaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Self

from mediadesk.domain.audit import ActorKind, AuditAction, AuditEntry, chain_name
from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.errors import ChainNotFound
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.ids import is_asset_id, is_bulk_id, is_user_id


class ChainKind(StrEnum):
    USER = "user"
    ASSET = "asset"
    PROFILE = "profile"
    BULK = "bulk"


class Chain(NamedTuple):
    """Which chain: that of a user's history, of an asset, of a directory entry, or of a bulk."""

    kind: ChainKind
    subject: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}"

    @property
    def key(self) -> str:
        """Under which its entries are stored, but for those of a history."""
        return f"{self.kind.upper()}#{self.subject}"


class Position(NamedTuple):
    """The place of an entry in the order of time; no two entries share one."""

    at: str
    chain: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.at}|{self.chain}|{self.sequence}"

    @classmethod
    def parse(cls, text: str) -> Self:
        at, chain, sequence = text.split("|")
        return cls(at, chain, int(sequence))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it is stored, whoever stored it; `sequence` is what its key says.

    `document` is what `hash` should be taken of.
    """

    chain: str
    sequence: int
    document: Mapping[str, object]
    hash: str

    @property
    def is_of_history(self) -> bool:
        return self.chain.startswith(f"{ChainKind.USER}:")

    @property
    def at(self) -> str:
        return str(self.document.get("performed_at" if self.is_of_history else "occurred_at"))

    @property
    def position(self) -> Position:
        return Position(self.at, self.chain, self.sequence)

    def shown(self) -> dict[str, object]:
        """The entry as the API shows it; that of a history stands whole in `after`."""
        if not self.is_of_history:
            return {**self.document, "hash": self.hash}
        told = self.document
        action, actor = str(told.get("action")), str(told.get("performed_by"))
        kind = ActorKind.SYSTEM if actor.startswith("system:") else ActorKind.ADMIN
        return {
            "entry_id": told.get("entry_id"),
            "chain": self.chain,
            "sequence": self.sequence,
            "action": ACTIONS.get(action, action),
            "actor": actor,
            "actor_kind": kind.value,
            "asset_id": told.get("asset_id") or told.get("previous_asset_id"),
            "user_id": told.get("user_id"),
            "bulk_id": told.get("bulk_id"),
            "before": None,
            "after": dict(told),
            "occurred_at": told.get("performed_at"),
            "request_id": told.get("request_id"),
            "hash": self.hash,
            "previous_hash": told.get("previous_hash"),
        }


@dataclass(frozen=True, slots=True)
class Link:
    """What the next entry of a chain must follow from; `held` is what a user holds by then."""

    sequence: int = 0
    hash: str = GENESIS_HASH
    held: object = None


ACTIONS: Final[Mapping[str, str]] = {
    HistoryAction.ASSIGN.value: AuditAction.ASSIGNED.value,
    HistoryAction.UNDO.value: AuditAction.UNDONE.value,
    HistoryAction.REVERT.value: AuditAction.REVERTED.value,
    HistoryAction.UNASSIGN.value: AuditAction.UNASSIGNED.value,
    HistoryAction.USER_REMOVED.value: AuditAction.USER_REMOVED.value,
}


def parse_chain(text: str) -> Chain:
    """The chain of that name; ChainNotFound for what can't be one."""
    kind, _, subject = text.partition(":")
    if kind not in _IS_SUBJECT or not _IS_SUBJECT[ChainKind(kind)](subject):
        raise ChainNotFound(f"No chain has the name {text[:150]!r}.")
    return Chain(ChainKind(kind), subject)


def recorded_audit(entry: AuditEntry) -> Recorded:
    return Recorded(chain_name(entry.chain), entry.sequence, entry.document(), entry.hash)


def recorded_history(entry: HistoryEntry) -> Recorded:
    chain = str(Chain(ChainKind.USER, entry.user_id))
    return Recorded(chain, entry.sequence, entry.document(), entry.hash)


def link_of(entry: Recorded) -> Link:
    held = entry.document.get("asset_id") if entry.is_of_history else None
    return Link(entry.sequence, entry.hash, held)


def walked(link: Link, entries: Iterable[Recorded]) -> Link:
    """How far these entries, the oldest first, follow from the link and from each other."""
    for entry in entries:
        if not _follows(entry, link):
            return link
        link = link_of(entry)
    return link


def _follows(entry: Recorded, link: Link) -> bool:
    told = entry.document
    return (
        entry.sequence == link.sequence + 1 == told.get("sequence")
        and told.get("previous_hash") == link.hash
        and digest(told) == entry.hash
        and _is_at_home(entry, link)
    )


def _is_at_home(entry: Recorded, link: Link) -> bool:
    """Whether it tells of the chain that it stands in, and of what was held there before."""
    told, (kind, _, subject) = entry.document, entry.chain.partition(":")
    if entry.is_of_history:
        return told.get("user_id") == subject and told.get("previous_asset_id") == link.held
    # The first entries ever written name their chain by its key.
    return told.get("chain") in {entry.chain, f"{kind.upper()}#{subject}"}


_IS_SUBJECT: Final = {
    ChainKind.USER: is_user_id,
    ChainKind.ASSET: is_asset_id,
    ChainKind.PROFILE: is_user_id,
    ChainKind.BULK: is_bulk_id,
}
