"""The life of an asset's conversion, over every order of events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mediadesk.domain import assets
from mediadesk.domain.assets import TRANSITIONS, Asset, ConversionStatus
from mediadesk.domain.errors import IllegalTransition, LeaseLost
from mediadesk.domain.ids import AdminId, AssetId, JobId
from mediadesk.domain.media import MadeOutput, MediaFault, MediaInfo, OutputKind, Preset

NOW = datetime(2026, 11, 22, 10, 15, 30, tzinfo=UTC)
LEASE = timedelta(seconds=60)
MEDIA = MediaInfo("mp4", 5.3, 1280, 720, 24.0, "h264", "aac")


def announced() -> Asset:
    return Asset(
        asset_id=AssetId("ast_01JD0000000000000000000000"),
        title="Clip",
        filename="clip.mp4",
        content_type="video/mp4",
        size_bytes=10,
        sha256=None,
        preset=Preset.COMPATIBLE,
        created_at=NOW,
        created_by=AdminId("ada"),
        updated_at=NOW,
    )


def queued() -> Asset:
    return assets.queue(announced(), JobId("job_1"), NOW)


def processing() -> Asset:
    return assets.claim(queued(), 1, NOW, LEASE)


def made(kind: OutputKind) -> MadeOutput:
    return MadeOutput(kind, size_bytes=1, width=2, height=2)


def with_every_output(asset: Asset) -> Asset:
    for kind in OutputKind:
        asset = assets.publish(asset, asset.current_conversion.run, made(kind), MEDIA, NOW)
    return asset


class AssetLife(RuleBasedStateMachine):
    """Two converters, an impatient clock and a sweeper act on one asset in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.asset = announced()
        self.now = NOW
        self.runs: list[int] = []
        self.seen = [self.asset]

    def _take(self, after: Asset) -> None:
        self.asset = after
        self.seen.append(after)

    @rule(seconds=st.integers(0, 5000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.asset.status is ConversionStatus.PENDING_UPLOAD)
    @rule(fault=st.sampled_from([None, MediaFault.SIZE_MISMATCH]))
    def the_file_lands(self, fault: MediaFault | None) -> None:
        if fault is None:
            self._take(assets.queue(self.asset, JobId("job_1"), self.now))
        else:
            self._take(assets.reject_upload(self.asset, JobId("job_1"), fault, self.now))

    @precondition(lambda self: self.asset.status is ConversionStatus.PENDING_UPLOAD)
    @rule()
    def the_sweep_comes_by(self) -> None:
        if self.asset.is_overdue(self.now):
            self._take(assets.expire(self.asset, self.now))
        else:
            with pytest.raises(IllegalTransition):
                assets.expire(self.asset, self.now)

    @precondition(lambda self: self.asset.conversion is not None)
    @rule()
    def a_converter_claims(self) -> None:
        try:
            after = assets.claim(self.asset, 1, self.now, LEASE)
        except IllegalTransition:
            return
        lease_until = self.asset.current_conversion.lease_until
        assert lease_until is None or lease_until < self.now
        self.runs.append(after.current_conversion.run)
        self._take(after)

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), kind=st.sampled_from(OutputKind))
    def a_converter_publishes(self, data: st.DataObject, kind: OutputKind) -> None:
        run = data.draw(st.sampled_from(self.runs))
        if kind in self.asset.missing_outputs and self._holds(run):
            self._take(assets.publish(self.asset, run, made(kind), MEDIA, self.now))
        elif not self._holds(run):
            with pytest.raises(LeaseLost):
                assets.publish(self.asset, run, made(kind), MEDIA, self.now)

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def a_converter_concludes(self, data: st.DataObject) -> None:
        run = data.draw(st.sampled_from(self.runs))
        if not self._holds(run):
            with pytest.raises(LeaseLost):
                assets.complete(self.asset, run, self.now)
        elif self.asset.missing_outputs:
            with pytest.raises(IllegalTransition):
                assets.complete(self.asset, run, self.now)
        else:
            self._take(assets.complete(self.asset, run, self.now))

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), fault=st.sampled_from(MediaFault))
    def a_converter_gives_up(self, data: st.DataObject, fault: MediaFault) -> None:
        run = data.draw(st.sampled_from(self.runs))
        if self._holds(run):
            self._take(assets.fail(self.asset, run, fault, self.now))
        else:
            with pytest.raises(LeaseLost):
                assets.fail(self.asset, run, fault, self.now)

    def _holds(self, run: int) -> bool:
        is_processing = self.asset.status is ConversionStatus.PROCESSING
        return is_processing and self.asset.current_conversion.run == run

    @invariant()
    def every_step_is_a_legal_one_with_the_next_version(self) -> None:
        for before, after in zip(self.seen, self.seen[1:], strict=False):
            moved = before.status is not after.status
            assert not moved or after.status in TRANSITIONS[before.status]
            assert after.version == before.version + 1
            assert after.updated_at >= before.updated_at

    @invariant()
    def a_final_status_ends_everything(self) -> None:
        finals = [step for step in self.seen if step.status.is_terminal]
        assert len(finals) <= 1
        assert not finals or self.seen[-1] is finals[0]

    @invariant()
    def an_output_once_shown_stays(self) -> None:
        for before, after in zip(self.seen, self.seen[1:], strict=False):
            assert after.outputs[: len(before.outputs)] == before.outputs

    @invariant()
    def completed_means_everything_is_made(self) -> None:
        if self.asset.status is ConversionStatus.COMPLETED:
            assert not self.asset.missing_outputs
            assert self.asset.current_conversion.progress == 100

    @invariant()
    def failed_means_a_reason_is_given(self) -> None:
        if self.asset.status is ConversionStatus.FAILED:
            error = self.asset.current_conversion.error
            assert error is not None
            assert error.message.endswith(".")


TestAssetLife = AssetLife.TestCase


def test_a_lease_holds_to_its_last_instant() -> None:
    asset = processing()
    with pytest.raises(IllegalTransition):
        assets.claim(asset, 1, NOW + LEASE, LEASE)
    taken = assets.claim(asset, 1, NOW + LEASE + timedelta(milliseconds=1), LEASE)
    assert taken.current_conversion.run == 2


def test_a_converter_that_was_replaced_writes_to_a_place_of_its_own() -> None:
    first = processing()
    second = assets.claim(first, 1, NOW + 2 * LEASE, LEASE)
    assert assets.output_key(first, OutputKind.WEBM) != assets.output_key(second, OutputKind.WEBM)


def test_a_message_of_another_attempt_claims_nothing() -> None:
    with pytest.raises(IllegalTransition):
        assets.claim(queued(), 2, NOW, LEASE)


def test_an_asset_without_a_conversion_says_so() -> None:
    with pytest.raises(IllegalTransition):
        _ = announced().current_conversion


def test_what_was_announced_can_be_shown_again_whatever_became_of_it() -> None:
    completed = assets.complete(with_every_output(processing()), 1, NOW + LEASE)
    assert replace(assets.as_announced(completed), audit=announced().audit) == announced()


@pytest.mark.parametrize("status", ConversionStatus)
def test_a_status_is_terminal_exactly_when_nothing_follows(status: ConversionStatus) -> None:
    assert status.is_terminal == (not TRANSITIONS[status])
