"""Checks an exported audit trail offline: `python3 verify_chain.py export.ndjson`.

Needs Python and nothing else, so that it can be given away with the file. Each line is an entry
as the API exports it (`Accept: application/x-ndjson`), in any order. A chain must be there from
its first entry on; with `--partial` it may have gaps, as the export of a few days has, or
one of everybody, in which a bulk's own entry stands for those of its members. Only with
`--head CHAIN=HASH` can it be told that entries are missing at the end.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Entry = Mapping[str, Any]
GENESIS = "0" * 64
OF_BULKS = " (what bulks did stands in an export about that user; in others, use --partial)"


class Bad(Exception):
    """The first place at which a chain is not what it should be, and why."""

    def __init__(self, sequence: object, reason: str) -> None:
        super().__init__(f"entry {sequence}: {reason}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Exit 0 when every chain is whole, 1 when one is not, 2 when the file can't be read."""
    given = _parser().parse_args(arguments)
    heads = dict(given.head)
    try:
        chains = read(given.file)
    except (OSError, ValueError) as error:
        print(f"{given.file}: {error}", file=sys.stderr)
        sys.exit(2)
    is_whole = bool(chains)
    for name in sorted({*chains, *heads}):
        try:
            told = checked(name, chains.get(name, []), heads.get(name), partial=given.partial)
        except Bad as bad:
            is_whole, told = False, f"BAD, {bad}"
        print(f"{name}: {told}")
    sys.exit(0 if is_whole else 1)


def read(path: str) -> dict[str, list[Entry]]:
    """The entries of each chain, as they follow in the file; ValueError for what is no entry."""
    chains: dict[str, list[Entry]] = {}
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            entry = json.loads(line)
            if not isinstance(entry, dict) or not isinstance(entry.get("chain"), str):
                raise ValueError(f"line {number} is no entry")
            chains.setdefault(_name(entry["chain"]), []).append(entry)
    return chains


def checked(name: str, entries: Iterable[Entry], head: str | None, *, partial: bool) -> str:
    """What can be said of a chain that is whole; Bad names the first fault."""
    ordered = sorted(entries, key=_sequence)
    previous: Entry | None = None
    for entry in ordered:
        _require_link(name, entry, previous, partial=partial)
        previous = entry
    last = GENESIS if previous is None else previous["hash"]
    if head is not None and last != head:
        raise Bad(_sequence(previous or {}) + 1, "is missing, or the head is of another chain")
    return f"ok, {len(ordered)} entries, head {last}"


def _require_link(name: str, entry: Entry, previous: Entry | None, *, partial: bool) -> None:
    place = _sequence(entry)
    expected = 1 if previous is None else _sequence(previous) + 1
    if previous is not None and place == expected - 1:
        raise Bad(place, "stands there twice")
    if place != expected and not (partial and place > expected):
        raise Bad(expected, "is missing" + (OF_BULKS if name.startswith("user:") else ""))
    document = sealed_part(entry)
    if hashlib.sha256(canonical(document)).hexdigest() != entry.get("hash"):
        raise Bad(place, "is not what its hash was taken of")
    if not _agrees(name, entry, document):
        raise Bad(place, "is of another chain, or of another place in it")
    if place == 1 and document.get("previous_hash") != GENESIS:
        raise Bad(place, "does not begin the chain")
    if previous is not None and place == expected:
        _require_next(name, document, previous)


def _require_next(name: str, document: Entry, previous: Entry) -> None:
    place = _sequence(document)
    if document.get("previous_hash") != previous["hash"]:
        raise Bad(place, "does not follow from the one before")
    if _is_of_user(name) and document.get("previous_asset_id") != previous["after"]["asset_id"]:
        raise Bad(place, "gives another asset as held before")


def sealed_part(entry: Entry) -> Entry:
    """What the hash is taken of: in a user's chain the entry of the history."""
    if _is_of_user(entry["chain"]):
        after = entry.get("after")
        return after if isinstance(after, dict) else {}
    return {name: value for name, value in entry.items() if name != "hash"}


def canonical(document: Entry) -> bytes:
    """RFC 8785, as far as entries need it: they hold text, whole numbers, true, false and null."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _agrees(name: str, entry: Entry, document: Entry) -> bool:
    if not _is_of_user(name):
        return True
    same = ("entry_id", "sequence", "user_id", "request_id", "previous_hash", "bulk_id")
    return document.get("user_id") == name.partition(":")[2] and all(
        entry.get(field) == document.get(field) for field in same
    )


def _name(chain: str) -> str:
    """The first entries ever written name their chain by its key, `ASSET#…`."""
    kind, mark, subject = chain.partition("#")
    return f"{kind.lower()}:{subject}" if mark and kind.isupper() else chain


def _is_of_user(chain: str) -> bool:
    return chain.startswith("user:")


def _sequence(entry: Entry) -> int:
    sequence = entry.get("sequence", 0)
    return sequence if isinstance(sequence, int) else 0


def _head(text: str) -> tuple[str, str]:
    chain, mark, sealed = text.rpartition("=")
    if not mark:
        raise argparse.ArgumentTypeError(f"{text!r} is not CHAIN=HASH")
    return chain, sealed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify_chain.py", description=__doc__)
    parser.add_argument("file", help="an export, one JSON document in each line")
    parser.add_argument("--partial", action="store_true", help="chains may have gaps")
    parser.add_argument(
        "--head",
        type=_head,
        action="append",
        default=[],
        metavar="CHAIN=HASH",
        help="where a chain must end",
    )
    return parser


if __name__ == "__main__":
    main()
