"""How a sweep gets round: who has waited longest is looked at first, and nobody is left out."""

from collections.abc import Callable, Iterator
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.ids import AssetId
from mediadesk.ports import AssetStore

PAGE: Final = 100


def assets_in(assets: AssetStore, status: ConversionStatus) -> Iterator[Asset]:
    """Every asset in that state, the oldest first."""
    after: AssetId | None = None
    while ids := assets.oldest(status, after, PAGE):
        yield from assets.get_many(ids)
        after = ids[-1]


class Failures:
    """What went wrong with some of many; the others are dealt with all the same."""

    def __init__(self) -> None:
        self._first: MediadeskError | None = None

    def count(self, step: Callable[[], int]) -> int:
        """What the step gives; 0 when it fails."""
        try:
            return step()
        except MediadeskError as failure:
            self._first = self._first or failure
            return 0

    def tell(self) -> None:
        """Raises the first one, if there was any."""
        if self._first is not None:
            raise self._first
