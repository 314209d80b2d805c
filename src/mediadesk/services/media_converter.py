"""The life of a conversion: asked for, complete or failed, perhaps asked for once more."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mediadesk.domain.asset_life import complete, fail, queue, reject_upload, retry
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import Actor, ActorKind
from mediadesk.domain.conversions import Conversion, ConversionError, ConversionStatus, RunId
from mediadesk.domain.errors import PreconditionFailed, ServiceUnavailable
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.ids import JOB_PREFIX, AdminId, AssetId, JobId, known_asset_id
from mediadesk.domain.instants import parse_rfc3339, rfc3339
from mediadesk.domain.jobs import Job, job_of
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    Clock,
    JobQueue,
    JobStore,
    Meter,
    NewId,
    Pause,
)
from mediadesk.services.asset_changes import AssetChanges, Change
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.exactly_once import ExactlyOnce, Outcome
from mediadesk.services.outbox import Outbox

CONVERTER: Final = Actor(AdminId("system:convert"), ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class ConversionState:
    """An asset, and every attempt at its conversion, the newest first."""

    asset: Asset
    attempts: list[Job]


class MediaConverterService:
    """Decides about conversions, and has them carried out by way of the queue."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        jobs: JobStore,
        queue: JobQueue,
        answers: AnswerStore,
        audit: AuditLogger,
        clock: Clock,
        pause: Pause,
        new_id: NewId,
        limits: MediaLimits,
        meter: Meter,
    ) -> None:
        self._assets = assets
        self._jobs = jobs
        self._outbox = Outbox(jobs, queue)
        self._once = ExactlyOnce(answers, pause)
        self._audit = audit
        self._changes = AssetChanges(assets, audit)
        self._clock = clock
        self._new_id = new_id
        self._limits = limits
        self._meter = meter

    def queue_conversion(self, asset: Asset, version: str | None, cause: Cause) -> Asset:
        """Have the file that arrived as this version of its object converted.

        Raises IllegalTransition when that was decided about already.
        """
        job_id = JobId(self._new_id(JOB_PREFIX))
        queued = self._changes.apply(
            asset, lambda current: queue(current, job_id, version, cause.at), cause
        )
        self._outbox.send(job_of(queued))
        return queued

    def refuse_upload(self, asset: Asset, fault: MediaFault, cause: Cause) -> Asset:
        """What arrived is not what was announced: nothing is converted.

        Raises IllegalTransition when that was decided about already.
        """
        job_id = JobId(self._new_id(JOB_PREFIX))
        error = ConversionError.of(fault, self._limits)
        refused = self._changes.apply(
            asset, lambda current: reject_upload(current, job_id, error, cause.at), cause
        )
        self._meter.failed(fault.value, "")
        return refused

    def retry_conversion(
        self, asset_id: str, version: int | None, operation: Operation
    ) -> Outcome[Asset]:
        """Have a conversion that failed tried again; what was published is not made again.

        Raises AssetNotFound, PreconditionFailed, ConversionNotFailed, ConversionNotRetryable,
        AssetUnavailable.
        """

        def attempt() -> Asset:
            before = self._asset(asset_id, version)
            at = self._clock()
            changed = retry(before, JobId(self._new_id(JOB_PREFIX)), at)
            cause = Cause(operation.actor, operation.request_id, at)
            after, entry = self._audit.log_conversion_status_change(before, changed, cause)
            self._assets.save(before, after, entry, answered(operation, 202, _body(after)))
            return after

        outcome = self._once.decide(operation, attempt, self._replayed)
        if not outcome.is_replay:
            # One that is not taken now is handed over by the sweep.
            with suppress(ServiceUnavailable):
                self._outbox.send(job_of(outcome.value))
        return outcome

    def get_conversion_status(self, asset_id: str) -> ConversionState:
        """Raises AssetNotFound."""
        asset = self._assets.get(known_asset_id(asset_id))
        return ConversionState(asset, self._jobs.attempts(asset.asset_id))

    def handle_conversion_complete(self, asset: Asset, run: RunId, request_id: str) -> Asset:
        """Everything is made; LeaseLost when that run is over."""
        at = self._clock()
        done = self._apply(asset, lambda current: complete(current, run, at), at, request_id)
        self._meter.completed(_seconds(done))
        return done

    def handle_conversion_failure(
        self, asset: Asset, run: RunId, rejected: MediaRejected, request_id: str
    ) -> Asset:
        """This attempt ends without all outputs; LeaseLost when that run is over."""
        at = self._clock()
        error = ConversionError.of(rejected.fault, self._limits)
        failed = self._apply(asset, lambda current: fail(current, run, error, at), at, request_id)
        self._meter.failed(rejected.fault.value, rejected.diagnosis)
        return failed

    def _apply(self, asset: Asset, change: Change, at: datetime, request_id: str) -> Asset:
        return self._changes.apply(asset, change, Cause(CONVERTER, request_id, at))

    def _asset(self, asset_id: str, version: int | None) -> Asset:
        asset = self._assets.get(known_asset_id(asset_id))
        if version is not None and version != asset.version:
            raise PreconditionFailed(f"{asset_id} is at version {asset.version} now.")
        return asset

    def _replayed(self, answer: Answer) -> Asset:
        """As it was answered then, whatever has happened since."""
        return _as_queued(self._assets.get(AssetId(str(answer.body["asset_id"]))), answer.body)


def _seconds(asset: Asset) -> float:
    job = asset.current_conversion
    if job.started_at is None or job.finished_at is None:
        return 0.0
    return (job.finished_at - job.started_at).total_seconds()


def _body(asset: Asset) -> dict[str, object]:
    job = asset.current_conversion
    return {
        "asset_id": asset.asset_id,
        "version": asset.version,
        "updated_at": rfc3339(asset.updated_at),
        "job_id": job.job_id,
        "attempt": job.attempt,
    }


def _as_queued(asset: Asset, body: Mapping[str, object]) -> Asset:
    at = parse_rfc3339(str(body["updated_at"]))
    attempt = int(str(body["attempt"]))
    job = Conversion(job_id=JobId(str(body["job_id"])), attempt=attempt, queued_at=at)
    return replace(
        asset,
        status=ConversionStatus.QUEUED,
        version=int(str(body["version"])),
        updated_at=at,
        conversion=job,
        outputs=tuple(output for output in asset.outputs if output.attempt < attempt),
        deleted_at=None,
    )
