"""Whatever many workers do to the pieces of an asset, fakes and DynamoDB say and keep the same."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.domain.asset_life import complete, fail
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionError
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.fan_out import FanOut, Piece, PieceKind, PieceStatus, finish_piece
from mediadesk.domain.fan_out import claim_piece as claimed_piece
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.settings import Settings
from tests.aws.backends import Stores, create_tables, fake_stores, real_stores
from tests.aws.piece_stories import CUTS, left_to_many, pieces_of, stored
from tests.aws.test_asset_store import saved
from tests.builders import LEASE, published
from tests.fakes import START

NUMBERS = count(1)
ERROR = ConversionError.of(MediaFault.ENCODER_FAILED, MediaLimits())

Step = tuple[str, int, int]
steps = st.tuples(
    st.sampled_from(
        ["claim"] * 3 + ["claim late"] + ["renew"] * 4 + ["finish"] * 4 + ["publish", "add", "end"]
    ),
    st.integers(0, 30),
    st.integers(0, 2500),
)


class Walk:
    """What happened at each step: an error's code, or what was answered."""

    def __init__(self, stores: Stores, number: int) -> None:
        self._stores = stores
        self._asset = left_to_many(stores, number)
        self._seen = pieces_of(self._asset)
        self._at = START
        self.outcomes: list[str] = []
        self._acts: dict[str, Callable[[int, int], object]] = {
            "claim": self._claim,
            "claim late": self._claim_late,
            "renew": self._renew,
            "finish": self._finish,
            "publish": self._publish,
            "add": self._add,
            "end": self._end,
        }

    def take(self, step: Step) -> None:
        what, which, ms = step
        self._at += timedelta(seconds=1)
        try:
            self.outcomes.append(f"{what}: {self._acts[what](which, ms)}")
        except MediadeskError as error:
            self.outcomes.append(f"{what}: {error.code}")

    def kept(self) -> tuple[Asset, list[Piece]]:
        job = self._asset.current_conversion
        pieces = self._stores.pieces.all(self._asset.asset_id, job.attempt, job.run)
        return self._now(), pieces

    def _now(self) -> Asset:
        return self._stores.assets.get(self._asset.asset_id)

    def _any(self, which: int) -> Piece:
        """A piece as it is or was, for workers may be late."""
        return self._seen[-1 - which % len(self._seen)]

    def _claim(self, which: int, _: int) -> Piece:
        before = stored(self._stores, self._asset, which % (len(CUTS) + 1))
        return self._take(before)

    def _claim_late(self, which: int, _: int) -> Piece:
        self._at += 2 * LEASE
        return self._take(self._any(which))

    def _take(self, before: Piece) -> Piece:
        after = claimed_piece(before, self._at, LEASE)
        self._stores.pieces.claim(before, after)
        self._seen.append(after)
        return after

    def _renew(self, which: int, ms: int) -> Piece:
        piece = self._any(which)
        renewed = self._stores.pieces.renew(self._asset, piece, self._at + LEASE, ms)
        self._seen.append(renewed)
        return renewed

    def _finish(self, which: int, _: int) -> None:
        before = self._any(which)
        after = finish_piece(before)
        self._stores.pieces.finish(self._asset, before, after, self._at + LEASE)
        self._seen.append(after)

    def _publish(self, which: int, _: int) -> None:
        before = self._now()
        shown = published(before, list(OutputKind)[which % len(OutputKind)], self._at)
        if shown != before:
            self._stores.assets.save(before, shown, None)

    def _add(self, *_: int) -> None:
        self._stores.pieces.add(pieces_of(self._asset))

    def _end(self, which: int, _: int) -> Asset:
        before = self._now()
        run = before.current_conversion.run_id
        if which % 3:
            return saved(self._stores, before, complete(before, run, self._at))
        return saved(self._stores, before, fail(before, run, ERROR, self._at))


@pytest.fixture
def tables(on_moto: None) -> Stores:
    """One set for all walks: each has an asset of its own."""
    names = Settings(table_prefix="mediadesk-walks-")
    create_tables(names)
    return real_stores(names)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(steps, min_size=5, max_size=25))
def test_fakes_and_tables_agree_about_every_walk(tables: Stores, way: list[Step]) -> None:
    number = next(NUMBERS)
    fake, real = Walk(fake_stores(), number), Walk(tables, number)
    for step in way:
        fake.take(step)
        real.take(step)
        assert real.outcomes == fake.outcomes
    assert real.kept() == fake.kept()
    require_sound(*fake.kept())


def require_sound(asset: Asset, pieces: list[Piece]) -> None:
    """What the asset counts is what its pieces say, while it counts."""
    fan_out = asset.current_conversion.fan_out
    if fan_out is None:
        return
    done = [piece for piece in pieces if piece.status is PieceStatus.DONE]
    left = len(CUTS) - sum(piece.cut.kind is not PieceKind.JOIN for piece in done)
    assert fan_out == FanOut(len(CUTS), left, fan_out.encoded_ms, fan_out.total_ms)
