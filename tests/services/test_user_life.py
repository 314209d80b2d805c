"""One user's life in every order of requests, compared with a model that is told the same."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mediadesk.domain.assets import Asset
from mediadesk.domain.chains import EMPTY_CHAIN
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.heads import Head, assignment_of
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.users import User
from mediadesk.services.exactly_once import Outcome
from tests.builders import ADA, an_asset, an_asset_id
from tests.services import lives
from tests.services.life_model import PENDING, LifeModel, Line
from tests.services.lives import GRACE, history
from tests.world import World

Request = Callable[[str], Outcome[Any]]
"""Sends a request with that key."""
ASSETS: Final = st.integers(1, 3)
STEPS: Final = st.sampled_from([0, 1, 29_900, 29_999, 30_000, 30_001, 30_100]) | st.integers(
    1, 300_000
)

KINDS: Final = (
    *["assign"] * 6,
    *["undo"] * 5,
    *["revert"] * 3,
    *["an_earlier_request_comes_again"] * 3,
    *["time_passes", "the_window_is_about_to_close"] * 2,
    *["delete", "restore", "put"] * 2,
    *["unassign", "deactivate"],
)


class UserLife(RuleBasedStateMachine):
    """An admin does what comes to mind; time passes; requests are sent a second time."""

    make_world: ClassVar[Callable[[], World]] = World

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make_world()
        self.model = LifeModel()
        self.answered: dict[str, tuple[Request, object]] = {}
        self.seen: list[HistoryEntry] = []
        self.heads: list[Head] = []
        self.versions = [0]
        lives.ready(self.world, 1, 2, 3)
        self.world.storage.assets[an_asset_id(PENDING)] = an_asset(PENDING)

    def _asks(self, request: Request, expected: str | None) -> None:
        """Send a request; it is answered as the model answered."""
        key = self.world.new_id("key_")
        try:
            outcome, code = request(key), None
        except MediadeskError as refusal:
            outcome, code = None, refusal.code
        assert code == expected
        if outcome is not None:
            assert not outcome.is_replay
        if outcome is not None and f"{ADA.name}#K#{key}" in self.world.storage.answers:
            self.answered[key] = request, shown(outcome.value)

    @initialize(is_known=st.sampled_from([True, True, True, False]))
    def begin(self, is_known: bool) -> None:
        if is_known:
            self._put("Grace")

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def something_happens(self, data: st.DataObject, kind: str) -> None:
        getattr(self, kind)(data)

    def time_passes(self, data: st.DataObject) -> None:
        self.world.clock.advance(timedelta(milliseconds=data.draw(STEPS)))

    def the_window_is_about_to_close(self, data: st.DataObject) -> None:
        if self.model.lines:
            late = data.draw(st.sampled_from([-1, 0, 1]))
            until = self.model.lines[-1].at + timedelta(seconds=30, milliseconds=late)
            self.world.clock.now = max(self.world.clock.now, until)

    def put(self, data: st.DataObject) -> None:
        self._put(data.draw(st.sampled_from(["Grace", "G. Hopper"])))

    def _put(self, name: str) -> None:
        self._asks(lambda key: lives.put(self.world, name, key), self.model.put(name))

    def deactivate(self, _: st.DataObject) -> None:
        expected = self.model.deactivate(self.world.clock())
        self._asks(lambda key: lives.dismiss(self.world, key), expected)

    def assign(self, data: st.DataObject) -> None:
        asset = data.draw(st.sampled_from([1, 2, 3, 1, 2, 3, PENDING]))
        expected = self.model.assign(asset, self.world.clock())
        self._asks(lambda key: lives.give(self.world, asset, key), expected)

    def unassign(self, _: st.DataObject) -> None:
        expected = self.model.unassign(self.world.clock())
        self._asks(lambda key: lives.end(self.world, key), expected)

    def undo(self, data: st.DataObject) -> None:
        count = len(self.model.lines)
        if count:
            place = max(data.draw(st.sampled_from([count, count, count - 1, 1])), 1)
            given = assignment_of(history(self.world)[place - 1])
            expected = self.model.undo(place, self.world.clock())
            self._asks(lambda key: lives.take_back(self.world, given, key), expected)

    def revert(self, data: st.DataObject) -> None:
        if self.model.lines:
            place = data.draw(st.integers(1, len(self.model.lines)))
            expected = self.model.revert(place, self.world.clock())
            self._asks(lambda key: lives.go_back(self.world, place, key), expected)

    def delete(self, data: st.DataObject) -> None:
        asset = data.draw(ASSETS)
        self._asks(lambda key: lives.delete(self.world, asset, key), self.model.delete(asset))

    def restore(self, data: st.DataObject) -> None:
        asset = data.draw(ASSETS)
        self._asks(lambda key: lives.restore(self.world, asset, key), self.model.restore(asset))

    def an_earlier_request_comes_again(self, data: st.DataObject) -> None:
        if self.answered:
            key = data.draw(st.sampled_from(sorted(self.answered)))
            request, answer = self.answered[key]
            before = deepcopy(self.world.storage)
            outcome = request(key)
            assert (outcome.is_replay, shown(outcome.value)) == (True, answer)
            assert self.world.storage == before

    @invariant()
    def history_is_what_the_model_tells_and_is_only_appended_to(self) -> None:
        entries = history(self.world)
        assert [line_of(entry) for entry in entries] == self.model.lines
        assert entries[: len(self.seen)] == self.seen
        self.seen = entries

    @invariant()
    def every_link_is_right(self) -> None:
        if self.model.name is not None:
            lives.require_whole(self.world)

    @invariant()
    def what_is_shown_is_what_the_model_holds(self) -> None:
        if self.model.name is None:
            assert GRACE not in self.world.storage.heads
            return
        user = self.world.directory().get(GRACE)
        assert user.version == self.model.changes + len(self.model.lines)
        assert (user.current and number_of(user.current.asset_id)) == self.model.held
        assert (user.profile.deactivated_at is not None) == self.model.is_gone
        assert user.version >= self.versions[-1]
        self.versions.append(user.version)

    @invariant()
    def each_write_of_the_head_is_counted(self) -> None:
        head = self.world.storage.heads.get(GRACE)
        if head is not None and self.heads and head != self.heads[-1]:
            assert head.v == self.heads[-1].v + 1
        self.heads += [] if head is None else [head]


def line_of(entry: HistoryEntry) -> Line:
    return Line(
        action=entry.action.value,
        asset=number_of(entry.asset_id),
        previous=number_of(entry.previous_asset_id),
        at=entry.performed_at,
        refers_to=entry.refers_to,
    )


def number_of(asset_id: str | None) -> int | None:
    return None if asset_id is None else int(asset_id.removeprefix("ast_"))


def shown(value: object) -> object:
    """What a consumer sees of it: the end of an audit chain is nothing of that."""
    if isinstance(value, User):
        return replace(value, profile=replace(value.profile, audit=EMPTY_CHAIN))
    return replace(value, audit=EMPTY_CHAIN) if isinstance(value, Asset) else value


TestUserLife = UserLife.TestCase
TestUserLife.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_ten_thousand_more_lives_agree_with_the_model() -> None:
    more = settings(max_examples=10_000, stateful_step_count=60, deadline=None)
    run_state_machine_as_test(UserLife, settings=more)
