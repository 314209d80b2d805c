"""By which words a user is found: the beginnings of words of name, id and address."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from mediadesk.domain.users import Profile

MAX_TERMS: Final = 20
"""Terms kept of one user: they are written in one transaction, which takes 100 items."""
MAX_TERM_CHARACTERS: Final = 128
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
"""Letters that Unicode does not take apart into a plain one and an accent."""


def fold(text: str) -> str:
    """Without case and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.casefold().translate(_PLAIN)


def terms(profile: Profile) -> tuple[str, ...]:
    """What a query may begin with, each once; the whole id and address come first.

    A term runs from the beginning of a word to the next space, so that `lovelace@ex` finds
    `ada.lovelace@example.org` as `ada.love` does.
    """
    id_, address, name = map(fold, (profile.user_id, profile.email, profile.display_name))
    found = (id_, address, *_endings(name), *_endings(id_), *_endings(address))
    kept = dict.fromkeys(term[:MAX_TERM_CHARACTERS] for term in found if term)
    return tuple(kept)[:MAX_TERMS]


def words(query: str) -> tuple[str, ...]:
    """The words of a query, the longest first: it is likely to be the rarest."""
    found = (_from_letter_to_letter(word) for word in fold(query).split())
    distinct = dict.fromkeys(word[:MAX_TERM_CHARACTERS] for word in found if word)
    return tuple(sorted(distinct, key=lambda word: (-len(word), word)))


def is_shown_at(term: str, wanted: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a user with the terms `known` is listed at this one of them.

    They match when every wanted word begins a term, and are listed once: at the first term that
    the longest word begins.
    """
    if not all(any(each.startswith(word) for each in known) for word in wanted):
        return False
    return term == min(each for each in known if each.startswith(wanted[0]))


def _endings(text: str) -> Iterator[str]:
    for word in text.split():
        for at, letter in enumerate(word):
            if letter.isalnum() and not (at and word[at - 1].isalnum()):
                yield word[at:]


def _from_letter_to_letter(word: str) -> str:
    """Without what surrounds it, so that `Lovelace, Ada` finds her."""
    kept = next(_endings(word), "")
    while kept and not kept[-1].isalnum():
        kept = kept[:-1]
    return kept
