"""What is written of jobs and pieces is what is read."""

from dataclasses import replace

from hypothesis import given

from mediadesk.aws.job_records import job_from, job_row, piece_of, piece_row
from mediadesk.aws.job_rows import JobRow, PieceRow
from mediadesk.aws.records import (
    asset_of,
    asset_row,
)
from mediadesk.aws.rows import (
    AssetRow,
)
from mediadesk.domain.fan_out import Cut, Piece, PieceKind
from mediadesk.domain.jobs import Job, job_of
from tests.aws.record_kinds import jobs, pieces
from tests.builders import an_asset, an_asset_id, queued


@given(jobs)
def test_a_job_is_read_back_as_it_was_written(job: Job) -> None:
    assert job_from(JobRow.from_raw_data(job_row(job).serialize())) == job


@given(pieces)
def test_a_piece_is_read_back_as_it_was_written(piece: Piece) -> None:
    assert piece_of(PieceRow.from_raw_data(piece_row(piece).serialize())) == piece


def test_a_piece_lies_beside_the_jobs_of_its_asset_in_the_order_of_numbers() -> None:
    cut = Cut(7, PieceKind.PICTURES, 0.0, 1.0, 25)
    row = piece_row(Piece(an_asset_id(), attempt=2, asset_run=1, cut=cut))
    assert (row.pk, row.sk) == (f"A#{an_asset_id()}", "P#2#1#00007")


def test_items_of_an_earlier_version_are_read() -> None:
    asset = queued(an_asset(7))
    item = asset_row(asset).serialize()
    del item["original_version"]
    earlier = AssetRow.from_raw_data(item)
    assert asset_of(earlier) == replace(asset, original_version=None)
    unsent = {"unsent": {"S": "UNSENT"}}
    stored = {
        name: value
        for name, value in job_row(job_of(asset)).serialize().items()
        if name not in {"todo", "todo_at"}
    }
    assert not job_from(JobRow.from_raw_data(stored | unsent)).is_unsent
