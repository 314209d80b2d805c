"""Any object that a table keeps, for tests that try many."""

from datetime import timedelta

from hypothesis import strategies as st

from mediadesk.domain.assets import Asset
from mediadesk.domain.chains import ChainHead
from mediadesk.domain.conversions import Conversion, ConversionError, ConversionStatus, Output
from mediadesk.domain.fan_out import Cut, FanOut, Piece, PieceKind, PieceStatus
from mediadesk.domain.ids import AdminId, JobId
from mediadesk.domain.jobs import Job
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from mediadesk.domain.operations import Answer
from tests.builders import an_asset_id
from tests.fakes import START

texts = st.text(st.characters(codec="utf-8"), max_size=20)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
counts = st.integers(0, 10**15)
# More digits than DynamoDB keeps, and infinities, never reach an item: the probe bounds both.
lengths = st.floats(0, 10**6, allow_subnormal=False).map(lambda length: round(length, 6))
moments = st.integers(-(10**11), 10**11).map(lambda ms: START + timedelta(milliseconds=ms))
maybe_moments = st.none() | moments

fan_outs = st.builds(
    FanOut, pieces=st.integers(2, 10**4), left=counts, encoded_ms=counts, total_ms=counts
)
errors = st.builds(ConversionError, code=names, message=texts, retryable=st.booleans())
conversions = st.builds(
    Conversion,
    job_id=names.map(JobId),
    attempt=st.integers(1, 99),
    run=counts,
    progress=st.integers(0, 100),
    queued_at=maybe_moments,
    started_at=maybe_moments,
    finished_at=maybe_moments,
    lease_until=maybe_moments,
    error=st.none() | errors,
    fan_out=st.none() | fan_outs,
)
outputs = st.builds(
    Output,
    kind=st.sampled_from(OutputKind),
    key=names,
    content_type=names,
    size_bytes=counts,
    width=counts,
    height=counts,
)
media = st.builds(
    MediaInfo,
    container=names,
    duration_seconds=lengths,
    width=counts,
    height=counts,
    frame_rate=lengths,
    video_codec=names,
    audio_codec=st.none() | names,
)
asset_ids = st.integers(1, 10**20).map(an_asset_id)
assets = st.builds(
    Asset,
    asset_id=asset_ids,
    title=names,
    filename=names,
    content_type=names,
    size_bytes=counts,
    sha256=st.none() | names,
    preset=st.sampled_from(Preset),
    created_at=moments,
    created_by=names.map(AdminId),
    updated_at=moments,
    status=st.sampled_from(ConversionStatus),
    version=counts,
    conversion=st.none() | conversions,
    outputs=st.lists(outputs, max_size=3).map(tuple),
    media=st.none() | media,
    deleted_at=maybe_moments,
    audit=st.builds(ChainHead, sequence=counts, hash=names),
    multipart_id=st.none() | names,
    original_version=st.none() | names,
)
all_jobs = st.builds(
    Job,
    job_id=names.map(JobId),
    asset_id=asset_ids,
    attempt=st.integers(1, 99),
    status=st.sampled_from(ConversionStatus),
    runs=counts,
    queued_at=moments,
    started_at=maybe_moments,
    finished_at=maybe_moments,
    error=st.none() | errors,
    is_unsent=st.booleans(),
    is_untidied=st.booleans(),
)
jobs = all_jobs.filter(lambda job: not (job.is_unsent and job.is_untidied))
pieces = st.builds(
    Piece,
    asset_id=asset_ids,
    attempt=st.integers(1, 99),
    asset_run=counts,
    cut=st.builds(
        Cut,
        number=st.integers(0, 99_999),
        kind=st.sampled_from(PieceKind),
        starts_at=lengths,
        seconds=lengths,
        frames=counts,
    ),
    status=st.sampled_from(PieceStatus),
    run=counts,
    encoded_ms=counts,
    lease_until=maybe_moments,
)
plain = st.recursive(
    st.none() | st.booleans() | counts | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
answers = st.builds(
    Answer,
    operation_id=names,
    request_hash=names,
    status=st.integers(200, 599),
    body=st.dictionaries(texts, plain, max_size=4),
    expires_at=moments,
)
