"""Bulks and single changes of the same users in every order, compared with a simple model."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.heads import assignment_of
from mediadesk.domain.history import HistoryEntry, HistoryQuery
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import Asked
from tests.builders import ADA, an_asset_id, user_fields
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, a_city
from tests.services.crowd_model import CrowdModel
from tests.services.life_model import LifeModel
from tests.services.test_user_life import STEPS, line_of, number_of
from tests.world import World

NAMES: Final = bulks.people(4)
USERS: Final = st.sampled_from(NAMES)
ADMINS: Final = st.sampled_from([ADA, BOB])
ASSETS: Final = st.integers(1, 3)
KINDS: Final = (
    *["assign_all"] * 6,
    *["undo_all"] * 4,
    *["assign", "undo", "revert"] * 2,
    *["time_passes"] * 4,
    *["it_is_stored"] * 3,
    *["unassign", "deactivate", "bring_back", "rename"],
)


class CrowdLife(RuleBasedStateMachine):
    """Two admins do what comes to mind; what bulks decided is stored sooner or later."""

    make_world: ClassVar[Callable[[], World]] = World

    def __init__(self) -> None:
        super().__init__()
        self.world = a_city(lambda _: type(self).make_world(), count=len(NAMES))
        self.model = CrowdModel({name: LifeModel(name=name) for name in NAMES})
        self.begun: list[BulkRecord] = []
        self.seen: dict[UserId, list[HistoryEntry]] = {name: [] for name in NAMES}

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def something_happens(self, data: st.DataObject, kind: str) -> None:
        getattr(self, kind)(data)

    def assign_all(self, data: st.DataObject) -> None:
        members = sorted(data.draw(st.sets(USERS, min_size=1)))
        asset, by, override = data.draw(ASSETS), data.draw(ADMINS), data.draw(st.booleans())
        at = self.world.clock()
        expected = self.model.assign_all(asset, list(members), by.name, at, override=override)
        record = bulks.assign(self.world, asset, members, by=by, has_override=override).value
        assert (record.failure and record.failure.code) == expected
        if expected is None:
            self.begun.append(record)

    def undo_all(self, data: st.DataObject) -> None:
        if self.begun:
            number = data.draw(st.integers(0, len(self.begun) - 1))
            record = self.begun[number]
            expected = self.model.undo_all(number, self.world.clock())
            asked = bulks.asks(self.world, by=data.draw(ADMINS))
            self._sends(
                lambda: self.world.bulk().undo(record.asset_id, record.bulk_id, None, asked),
                expected,
            )

    def time_passes(self, data: st.DataObject) -> None:
        self.world.clock.advance(timedelta(milliseconds=data.draw(STEPS)))

    def it_is_stored(self, _: st.DataObject) -> None:
        bulks.deliver(self.world)
        self.world.bulk_storing().sweep()
        bulks.deliver(self.world)
        self.model.stored(self.world.clock())

    def assign(self, data: st.DataObject) -> None:
        asset = data.draw(ASSETS)
        self._one(
            data,
            lambda life: life.assign(asset, self.world.clock()),
            lambda name, asked: self.world.assignments().assign(an_asset_id(asset), name, asked),
        )

    def unassign(self, data: st.DataObject) -> None:
        self._one(
            data,
            lambda life: life.unassign(self.world.clock()),
            lambda name, asked: self.world.assignments().unassign(name, asked),
        )

    def undo(self, data: st.DataObject) -> None:
        name = data.draw(USERS)
        entries = self._history(name)
        if entries:
            place = max(data.draw(st.sampled_from([len(entries), len(entries) - 1, 1])), 1)
            given = assignment_of(entries[place - 1])
            asset_id = given.asset_id or given.previous_asset_id or ""
            self._one(
                data,
                lambda life: life.undo(place, self.world.clock()),
                lambda _, asked: self.world.assignments().undo_assignment(
                    asset_id, given.assignment_id, asked
                ),
                name,
            )

    def revert(self, data: st.DataObject) -> None:
        name = data.draw(USERS)
        entries = self._history(name)
        if entries:
            entry = data.draw(st.sampled_from(entries))
            self._one(
                data,
                lambda life: life.revert(entry.sequence, self.world.clock()),
                lambda name, asked: self.world.assignments().revert(name, entry.entry_id, asked),
                name,
            )

    def deactivate(self, data: st.DataObject) -> None:
        name = data.draw(USERS)
        if self.model.lives[name].is_gone:
            return
        self._one(
            data,
            lambda life: life.deactivate(self.world.clock()),
            lambda name, asked: self.world.users().deactivate(
                name, None, asked.operation, override=asked.override
            ),
            name,
        )

    def bring_back(self, data: st.DataObject) -> None:
        self._put(data.draw(USERS), "Grace")

    def rename(self, data: st.DataObject) -> None:
        self._put(data.draw(USERS), data.draw(st.sampled_from(["Grace", "G. Hopper"])))

    def _put(self, name: UserId, display_name: str) -> None:
        fields = user_fields(display_name=display_name)
        self.world.users().put(name, fields, None, bulks.asks(self.world))
        self.model.lives[name].is_gone = False

    def _one(
        self,
        data: st.DataObject,
        tell: Callable[[LifeModel], str | None],
        send: Callable[[UserId, Asked], Any],
        name: UserId | None = None,
    ) -> None:
        """One user is changed alone, in the model and in the world."""
        name = name or data.draw(USERS)
        by, override = data.draw(ADMINS), data.draw(st.booleans())
        at = self.world.clock()
        expected = self.model.may_change(name, by.name, at, override=override)
        expected = expected or tell(self.model.lives[name])
        if expected is None:
            self.model.changed(name)
        asked = Asked(bulks.asks(self.world, by=by), override=override)
        self._sends(lambda: send(name, asked), expected)

    def _sends(self, request: Callable[[], Any], expected: str | None) -> None:
        try:
            request()
            code = None
        except MediadeskError as refusal:
            code = refusal.code
        assert code == expected

    def _history(self, name: UserId) -> list[HistoryEntry]:
        """As anybody may read it, the oldest entry first."""
        page = self.world.histories().page(HistoryQuery(name), None, 100)
        return list(page.items)[::-1]

    @invariant()
    def everybody_s_history_is_what_the_model_tells(self) -> None:
        for name in NAMES:
            entries = self._history(name)
            assert [line_of(entry) for entry in entries] == self.model.lives[name].lines
            assert entries[: len(self.seen[name])] == self.seen[name]
            self.seen[name] = entries

    @invariant()
    def everybody_holds_what_the_model_tells(self) -> None:
        users = self.world.directory().page("", None, 10).items
        assert [user.profile.user_id for user in users] == list(NAMES)
        for user in users:
            held = self.model.lives[user.profile.user_id].held
            assert (user.current and number_of(user.current.asset_id)) == held
        for asset in (1, 2, 3):
            page = self.world.asset_holders().page(an_asset_id(asset), None, 10)
            assert [u.profile.user_id for u in page.items] == self.model.holders(asset)

    def teardown(self) -> None:
        bulks.come_to_rest(self.world)
        for name, life in self.model.lives.items():
            stored = lives.history(self.world, UserId(name))
            assert [line_of(entry) for entry in stored] == life.lines


TestCrowdLife = CrowdLife.TestCase
TestCrowdLife.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_five_thousand_more_crowds_agree_with_the_model() -> None:
    more = settings(max_examples=5_000, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(CrowdLife, settings=more)
