"""Which assets somebody looks for."""

import json
from dataclasses import dataclass

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus


@dataclass(frozen=True, slots=True)
class AssetQuery:
    """Which assets; `words` must all begin a word of the title or file name.

    With a user: the one that this user holds, if any.
    """

    status: ConversionStatus | None = None
    words: str = ""
    user_id: str | None = None
    deleted: bool = False

    @property
    def fingerprint(self) -> str:
        """Tells this query from every other one."""
        return json.dumps([self.status, _words(self.words), self.user_id, self.deleted])

    def matches(self, asset: Asset) -> bool:
        if self.status is not None and asset.status is not self.status:
            return False
        if (asset.deleted_at is not None) != self.deleted:
            return False
        known = _words(f"{asset.title} {asset.filename}")
        return all(any(word.startswith(wanted) for word in known) for wanted in _words(self.words))


def _words(text: str) -> list[str]:
    """Upper and lower case are one, and an underscore parts words like a space."""
    return text.casefold().replace("_", " ").split()
