"""How jobs and pieces become items, and items jobs and pieces."""

from typing import Any, Final

from mediadesk.aws.conversion_records import error_map, error_of
from mediadesk.aws.job_rows import SEND, TIDY, JobRow, PieceRow
from mediadesk.aws.records import partition
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.fan_out import Cut, Piece, PieceKind, PieceStatus
from mediadesk.domain.ids import AssetId, JobId
from mediadesk.domain.jobs import Job

JOB: Final = "J#"


def job_key(asset_id: AssetId, attempt: int) -> tuple[str, str]:
    return partition(asset_id), f"{JOB}{attempt}"


def pieces_key(asset_id: AssetId, attempt: int, asset_run: int) -> tuple[str, str]:
    """The partition, and what the sort keys of all pieces of a run begin with."""
    return partition(asset_id), f"P#{attempt}#{asset_run}#"


def piece_key(asset_id: AssetId, attempt: int, asset_run: int, number: int) -> tuple[str, str]:
    pk, prefix = pieces_key(asset_id, attempt, asset_run)
    return pk, f"{prefix}{number:05d}"


def job_row(job: Job, row: type[JobRow] = JobRow) -> JobRow:
    pk, sk = job_key(job.asset_id, job.attempt)
    return row(
        pk=pk,
        sk=sk,
        **_todo(job),
        job_id=job.job_id,
        asset_id=job.asset_id,
        attempt=job.attempt,
        status=job.status.value,
        runs=job.runs,
        queued_at=job.queued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        error=error_map(job.error),
    )


def job_from(row: JobRow) -> Job:
    return Job(
        job_id=JobId(row.job_id),
        asset_id=AssetId(row.asset_id),
        attempt=row.attempt,
        status=ConversionStatus(row.status),
        runs=row.runs,
        queued_at=row.queued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error=error_of(row.error),
        is_unsent=row.todo == SEND,
        is_untidied=row.todo == TIDY,
    )


def piece_row(piece: Piece, row: type[PieceRow] = PieceRow) -> PieceRow:
    cut = piece.cut
    pk, sk = piece_key(piece.asset_id, piece.attempt, piece.asset_run, cut.number)
    return row(
        pk=pk,
        sk=sk,
        asset_id=piece.asset_id,
        attempt=piece.attempt,
        asset_run=piece.asset_run,
        number=cut.number,
        kind=cut.kind.value,
        starts_at=cut.starts_at,
        seconds=cut.seconds,
        frames=cut.frames,
        status=piece.status.value,
        run=piece.run,
        encoded_ms=piece.encoded_ms,
        lease_until=piece.lease_until,
    )


def piece_of(row: PieceRow) -> Piece:
    return Piece(
        asset_id=AssetId(row.asset_id),
        attempt=row.attempt,
        asset_run=row.asset_run,
        cut=Cut(
            number=row.number,
            kind=PieceKind(row.kind),
            starts_at=float(row.starts_at),
            seconds=float(row.seconds),
            frames=row.frames,
        ),
        status=PieceStatus(row.status),
        run=row.run,
        encoded_ms=row.encoded_ms,
        lease_until=row.lease_until,
    )


def _todo(job: Job) -> dict[str, Any]:
    if job.is_unsent:
        return {"todo": SEND, "todo_at": job.queued_at}
    if job.is_untidied:
        return {"todo": TIDY, "todo_at": job.finished_at or job.queued_at}
    return {}
