"""The life of an asset's conversion, over every order of events."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mediadesk.domain import asset_life as life
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import TRANSITIONS, ConversionError, ConversionStatus, RunId
from mediadesk.domain.errors import (
    ConversionNotFailed,
    ConversionNotRetryable,
    IllegalTransition,
    LeaseLost,
)
from mediadesk.domain.fan_out import FanOut
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AdminId, AssetId, JobId
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits

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
    return life.queue(announced(), JobId("job_1"), "v1", NOW)


def processing() -> Asset:
    return life.claim(queued(), 1, NOW, LEASE)


def error(fault: MediaFault) -> ConversionError:
    return ConversionError.of(fault, MediaLimits())


def made(kind: OutputKind) -> MadeOutput:
    return MadeOutput(kind, size_bytes=1, width=2, height=2)


def with_every_output(asset: Asset) -> Asset:
    for kind in OutputKind:
        asset = life.publish(asset, asset.current_conversion.run_id, made(kind), MEDIA, NOW)
    return asset


class AssetLife(RuleBasedStateMachine):
    """Two converters, an impatient clock, a sweeper and an admin act on one asset in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.asset = announced()
        self.now = NOW
        self.runs: list[RunId] = []
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
            self._take(life.queue(self.asset, JobId("job_1"), "v1", self.now))
        else:
            self._take(life.reject_upload(self.asset, JobId("job_1"), error(fault), self.now))

    @precondition(lambda self: self.asset.status is ConversionStatus.PENDING_UPLOAD)
    @rule()
    def the_sweep_comes_by(self) -> None:
        if self.asset.is_overdue(self.now):
            self._take(life.expire(self.asset, self.now))
        else:
            with pytest.raises(IllegalTransition):
                life.expire(self.asset, self.now)

    @precondition(lambda self: self.asset.conversion is not None)
    @rule()
    def a_converter_claims(self) -> None:
        try:
            attempt = self.asset.current_conversion.attempt
            after = life.claim(self.asset, attempt, self.now, LEASE)
        except IllegalTransition:
            return
        lease_until = self.asset.current_conversion.lease_until
        assert lease_until is None or lease_until < self.now
        assert self.asset.current_conversion.fan_out is None
        self.runs.append(after.current_conversion.run_id)
        self._take(after)

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), kind=st.sampled_from(OutputKind))
    def a_converter_publishes(self, data: st.DataObject, kind: OutputKind) -> None:
        run = self._drawn(data)
        if self._is_over(run):
            with pytest.raises(LeaseLost):
                life.publish(self.asset, run, made(kind), MEDIA, self.now)
        elif kind in self.asset.missing_outputs:
            self._take(life.publish(self.asset, run, made(kind), MEDIA, self.now))
        else:
            assert life.publish(self.asset, run, made(kind), MEDIA, self.now) is self.asset

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), pieces=st.integers(2, 9))
    def a_converter_leaves_the_rest_to_many(self, data: st.DataObject, pieces: int) -> None:
        run, fan_out = self._drawn(data), FanOut(pieces, pieces, 0, 1000)
        if self._is_over(run):
            with pytest.raises(LeaseLost):
                life.spread(self.asset, run, fan_out, MEDIA, self.now)
        elif self.asset.current_conversion.fan_out is None:
            self._take(life.spread(self.asset, run, fan_out, MEDIA, self.now))
        else:
            assert life.spread(self.asset, run, fan_out, MEDIA, self.now) is self.asset

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def a_converter_concludes(self, data: st.DataObject) -> None:
        run = self._drawn(data)
        if self._is_over(run):
            with pytest.raises(LeaseLost):
                life.complete(self.asset, run, self.now)
        elif self.asset.missing_outputs:
            with pytest.raises(IllegalTransition):
                life.complete(self.asset, run, self.now)
        else:
            self._take(life.complete(self.asset, run, self.now))

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), fault=st.sampled_from(MediaFault))
    def a_converter_gives_up(self, data: st.DataObject, fault: MediaFault) -> None:
        run = self._drawn(data)
        if self._is_over(run):
            with pytest.raises(LeaseLost):
                life.fail(self.asset, run, error(fault), self.now)
        else:
            self._take(life.fail(self.asset, run, error(fault), self.now))

    @rule()
    def an_admin_retries(self) -> None:
        job_id = JobId(f"job_{len(self.seen)}")
        failure = self.asset.conversion.error if self.asset.conversion else None
        if failure is None:
            with pytest.raises(ConversionNotFailed):
                life.retry(self.asset, job_id, self.now)
        elif not failure.retryable:
            with pytest.raises(ConversionNotRetryable):
                life.retry(self.asset, job_id, self.now)
        else:
            self._take(life.retry(self.asset, job_id, self.now))

    def _drawn(self, data: st.DataObject) -> RunId:
        """The run of a converter, perhaps of an earlier attempt, or of none that was started."""
        return data.draw(st.sampled_from([*self.runs, RunId(1, 99)]))

    def _is_over(self, run: RunId) -> bool:
        is_last = bool(self.runs) and run == self.runs[-1]
        return self.asset.status is not ConversionStatus.PROCESSING or not is_last

    @invariant()
    def every_step_is_a_legal_one_with_the_next_version(self) -> None:
        for before, after in zip(self.seen, self.seen[1:], strict=False):
            moved = before.status is not after.status
            assert not moved or after.status in TRANSITIONS[before.status]
            assert after.version == before.version + 1
            assert after.updated_at >= before.updated_at

    @invariant()
    def only_a_retry_follows_a_final_status(self) -> None:
        for before, after in zip(self.seen, self.seen[1:], strict=False):
            if before.status.is_terminal:
                was, now = before.current_conversion, after.current_conversion
                assert after.status is ConversionStatus.QUEUED
                assert (now.attempt, now.run, now.error) == (was.attempt + 1, 0, None)
                assert now.job_id != was.job_id

    @invariant()
    def an_attempt_that_is_over_is_left_to_nobody(self) -> None:
        if self.asset.status.is_terminal and self.asset.conversion is not None:
            assert self.asset.conversion.lease_until is None

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
            failure = self.asset.current_conversion.error
            assert failure is not None
            assert failure.message.endswith(".")


TestAssetLife = AssetLife.TestCase
