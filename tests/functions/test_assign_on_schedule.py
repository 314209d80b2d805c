"""What the clock repairs: the projection of who holds an asset, and bulks that were forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.assign.on_schedule import handler
from mediadesk import wiring
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.errors import ServiceUnavailable
from tests.builders import GRACE, a_bulk, a_change, a_head, an_asset, an_asset_id
from tests.fake_bulks import SentBulk
from tests.gateway import Context
from tests.world import World

CLIP = an_asset_id()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def changed(world: World) -> Iterator[World]:
    """A world in which an asset changed hands, and the index did not know it at first."""
    world.storage.assets[CLIP] = an_asset()
    world.holder_projection().refresh(CLIP)
    world.storage.heads[GRACE] = a_change(a_head(), 1).after
    with wiring.bulk_storing.given(world.bulk_storing()):
        yield world


@pytest.fixture
def forgotten(changed: World) -> World:
    """As `changed`, with a bulk that nobody is at work on."""
    changed.storage.bulks[a_bulk().bulk_id] = a_bulk()
    changed.clock.advance(MINUTE)
    return changed


def test_what_changed_hands_a_minute_ago_is_computed_once_more(changed: World) -> None:
    changed.clock.advance(MINUTE)

    assert handler({}, Context()) == {"computed": 1, "bulks": 0}
    assert changed.storage.holders[CLIP].count == 1
    assert handler({}, Context()) == {"computed": 0, "bulks": 0}


def test_what_changed_hands_just_now_waits(changed: World) -> None:
    assert handler({}, Context()) == {"computed": 0, "bulks": 0}
    assert changed.storage.holders[CLIP].count == 0


def test_a_run_that_failed_is_logged_and_fails_and_the_next_makes_it_good(
    changed: World, capsys: pytest.CaptureFixture[str]
) -> None:
    changed.clock.advance(MINUTE)
    changed.faults.clear()
    changed.faults.fail(4, "before")

    with pytest.raises(ServiceUnavailable):
        handler({}, Context())
    assert '"outcome":"crashed"' in capsys.readouterr().out
    assert handler({}, Context()) == {"computed": 1, "bulks": 0}


def test_a_bulk_that_was_forgotten_is_aborted_and_handed_on(
    forgotten: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handler({}, Context()) == {"computed": 1, "bulks": 1}
    [record] = forgotten.storage.bulks.values()
    assert record.status is BulkStatus.ABORTED
    assert forgotten.bulk_queue.sent == [SentBulk(record.bulk_id, is_large=False, delay_s=0)]
    assert '"bulks":1,"computed":1' in capsys.readouterr().out


class Broken:
    """Whatever it is, it can't be reached."""

    def sweep(self) -> int:
        raise ServiceUnavailable("Not now.")


def test_neither_sweep_keeps_the_other_from_running(forgotten: World) -> None:
    broken: Any = Broken()
    with wiring.bulk_storing.given(broken), pytest.raises(ServiceUnavailable):
        handler({}, Context())
    assert forgotten.storage.holders[CLIP].count == 1
    with wiring.holder_projection.given(broken), pytest.raises(ServiceUnavailable):
        handler({}, Context())
    [record] = forgotten.storage.bulks.values()
    assert record.status is BulkStatus.ABORTED
