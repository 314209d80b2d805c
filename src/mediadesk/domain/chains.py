"""What links the entries of a chain: the hash of each covers the hash of the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GENESIS_HASH: Final = "0" * 64
"""`previous_hash` of the first entry of every chain."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How far a chain has come: the sequence and hash of its newest entry."""

    sequence: int = 0
    hash: str = GENESIS_HASH


EMPTY_CHAIN: Final = ChainHead()


def digest(document: Mapping[str, object]) -> str:
    """SHA-256 over the RFC 8785 canonical JSON of a document, hexadecimal.

    Documents hold text, whole numbers below 2**53, true, false, null, and objects of these with
    ASCII names. For them the standard library writes what RFC 8785 asks for, so that anybody can
    check a chain without installing anything.
    """
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
