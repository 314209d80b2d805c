"""Stores in which somebody else is always faster."""

from typing import Any, NoReturn

from mediadesk.domain.errors import WriteConflict
from tests.fake_bulks import FakeBulkStore
from tests.fake_people import FakeAssignmentStore, FakeUserStore
from tests.fake_stores import FakeAssetStore


class Losing:
    """Makes a store one in which somebody else is always faster."""

    def save(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - as any store takes
        raise WriteConflict("Somebody else was faster.")


class LosingHeads(Losing, FakeAssignmentStore):
    pass


class LosingProfiles(Losing, FakeUserStore):
    pass


class LosingAssets(Losing, FakeAssetStore):
    pass


class LosingBulks(FakeBulkStore):
    create = decide = Losing.save
