"""How an asset, its upload and its attempts are shown to API consumers, and by which ETag."""

from collections.abc import Iterable, Mapping

from mediadesk.contracts import http
from mediadesk.contracts.conversions import conversion_shape, failure_shape
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import Output
from mediadesk.domain.holders import Holders
from mediadesk.domain.jobs import Job
from mediadesk.domain.media import MediaInfo, OutputKind
from mediadesk.ports import SignedUrl

Urls = Mapping[OutputKind, SignedUrl]


def asset_shape(asset: Asset, urls: Urls, holders: Holders) -> http.Asset:
    """An asset with addresses of those outputs that are made, and who holds it."""
    latest = holders.latest
    return http.Asset(
        asset_id=asset.asset_id,
        title=asset.title,
        filename=asset.filename,
        content_type=asset.content_type,
        size_bytes=asset.size_bytes,
        sha256=asset.sha256,
        preset=asset.preset,
        conversion_status=asset.status,
        conversion=conversion_shape(asset.conversion),
        outputs=tuple(_output(output, urls[output.kind].url) for output in asset.outputs),
        gif_url=_url(urls, OutputKind.GIF),
        webm_url=_url(urls, OutputKind.WEBM),
        thumbnail_url=_url(urls, OutputKind.THUMBNAIL),
        url_expires_at=min((url.expires_at for url in urls.values()), default=None),
        media=_media(asset.media),
        user_id=None if latest is None else latest.user_id,
        assigned_at=None if latest is None else latest.assigned_at,
        assigned_by=None if latest is None else latest.assigned_by,
        assigned_user_count=holders.count,
        created_at=asset.created_at,
        created_by=asset.created_by,
        updated_at=asset.updated_at,
        deleted_at=asset.deleted_at,
        version=asset.version,
    )


def history_shape(asset: Asset, jobs: Iterable[Job]) -> http.ConversionHistory:
    """The conversion of an asset with all attempts at it."""
    return http.ConversionHistory(
        asset_id=asset.asset_id,
        conversion_status=asset.status,
        conversion=conversion_shape(asset.conversion),
        attempts=tuple(_attempt(job) for job in jobs),
    )


def asset_etag(asset: Asset, urls: Urls, holders: Holders) -> str:
    """Changes with what is shown: asset, holders, progress, and the window of the addresses."""
    window = max((int(url.expires_at.timestamp()) for url in urls.values()), default=0)
    return f'"v{asset.version}-h{holders.version}-p{_progress(asset)}-w{window:x}"'


def conversion_etag(asset: Asset) -> str:
    """As `asset_etag`, for what shows no addresses."""
    return f'"v{asset.version}-p{_progress(asset)}"'


def _progress(asset: Asset) -> int:
    return 0 if asset.conversion is None else asset.conversion.shown_progress


def _output(output: Output, url: str) -> http.Output:
    return http.Output(
        kind=output.kind,
        url=url,
        content_type=output.content_type,
        size_bytes=output.size_bytes,
        width=output.width,
        height=output.height,
    )


def _media(media: MediaInfo | None) -> http.Media | None:
    if media is None:
        return None
    return http.Media(
        container=media.container,
        duration_seconds=media.duration_seconds,
        width=media.width,
        height=media.height,
        frame_rate=media.frame_rate,
        video_codec=media.video_codec,
        audio_codec=media.audio_codec,
    )


def _attempt(job: Job) -> http.Attempt:
    return http.Attempt(
        job_id=job.job_id,
        attempt=job.attempt,
        status=job.status,
        queued_at=job.queued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        error=failure_shape(job.error),
    )


def _url(urls: Urls, kind: OutputKind) -> str | None:
    return urls[kind].url if kind in urls else None
