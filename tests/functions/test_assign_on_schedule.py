"""What the clock repairs of the projection of who holds an asset."""

from datetime import timedelta

import pytest

from functions.assign.on_schedule import handler
from mediadesk.domain.errors import ServiceUnavailable
from tests.builders import GRACE, a_change, a_head, an_asset_id
from tests.gateway import Context
from tests.world import World

CLIP = an_asset_id()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def changed(world: World) -> World:
    """A world in which an asset changed hands, and the index did not know it at first."""
    world.holder_projection().refresh(CLIP)
    world.storage.heads[GRACE] = a_change(a_head(), 1).after
    return world


def test_what_changed_hands_a_minute_ago_is_computed_once_more(changed: World) -> None:
    changed.clock.advance(MINUTE)

    assert handler({}, Context()) == {"computed": 1}
    assert changed.storage.holders[CLIP].count == 1
    assert handler({}, Context()) == {"computed": 0}


def test_what_changed_hands_just_now_waits(changed: World) -> None:
    assert handler({}, Context()) == {"computed": 0}
    assert changed.storage.holders[CLIP].count == 0


def test_a_run_that_failed_is_logged_and_fails_and_the_next_makes_it_good(
    changed: World, capsys: pytest.CaptureFixture[str]
) -> None:
    changed.clock.advance(MINUTE)
    changed.faults.clear()
    changed.faults.fail(3, "before")

    with pytest.raises(ServiceUnavailable):
        handler({}, Context())
    assert '"outcome":"crashed"' in capsys.readouterr().out
    assert handler({}, Context()) == {"computed": 1}
