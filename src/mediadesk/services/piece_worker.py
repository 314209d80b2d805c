"""How the pieces of a long video are encoded, each by itself, and joined by the one who is last."""

from contextlib import suppress
from datetime import datetime, timedelta

from mediadesk.contracts.events import PieceRequested
from mediadesk.domain.asset_life import publish
from mediadesk.domain.assets import Asset, output_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import AssetNotFound, JobHeld, LeaseLost, MediadeskError, ObjectGone
from mediadesk.domain.fan_out import MAX_PIECE_RUNS, Piece, PieceKind, PieceStatus, claim_piece
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind
from mediadesk.ports import AssetStore, Clock, MediaBlobs, Meter, PieceStore
from mediadesk.services.asset_changes import AssetChanges
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.fan_out import PIECE_TYPE, FanOutService
from mediadesk.services.media_converter import CONVERTER, MediaConverterService
from mediadesk.services.piece_run import PieceRun
from mediadesk.services.workbench import Workbench, held_s


class PieceWorker:
    """Carries out pieces; any number of workers may be told of the same one."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        pieces: PieceStore,
        blobs: MediaBlobs,
        conversions: MediaConverterService,
        fan_out: FanOutService,
        audit: AuditLogger,
        clock: Clock,
        meter: Meter,
        lease_s: int,
    ) -> None:
        self._assets = assets
        self._pieces = pieces
        self._blobs = blobs
        self._conversions = conversions
        self._fan_out = fan_out
        self._changes = AssetChanges(assets, audit)
        self._clock = clock
        self._meter = meter
        self._lease = timedelta(seconds=lease_s)

    def work(self, request: PieceRequested, bench: Workbench) -> None:
        """Bring the piece to its end; as ConversionWorker.convert otherwise."""
        asset = self._wanted(request)
        if asset is None:
            return
        try:
            piece = self._claim(asset, request, bench)
            if piece is not None:
                self._carry_out(self._run(asset, piece, bench), bench)
        except LeaseLost:
            return  # The piece, or all of the attempt, was taken over.

    def _carry_out(self, run: PieceRun, bench: Workbench) -> None:
        try:
            self._conclude(run, bench)
        except LeaseLost:
            raise
        except MediadeskError:
            # A piece that is done can't be released, but its message must come again for the join.
            with suppress(LeaseLost):
                run.release()
            raise

    def _conclude(self, run: PieceRun, bench: Workbench) -> None:
        try:
            if run.piece.cut.kind is not PieceKind.JOIN:
                self._encode(run, bench)
            elif OutputKind.WEBM in run.asset.missing_outputs:
                self._join(run, bench)
            else:
                self._complete(run.asset, bench)
        except MediaRejected as rejected:
            run.confirm()
            self._fail(run.asset, rejected, bench)
        except ObjectGone as gone:
            run.confirm()
            self._fail(run.asset, MediaRejected(MediaFault.ABANDONED, gone.detail), bench)

    def _encode(self, run: PieceRun, bench: Workbench) -> None:
        source, target = bench.folder / "source", bench.folder / "encoded"
        self._blobs.download(run.piece.source_key, None, source, run.keep_alive)
        preset = run.asset.preset
        bench.piece_maker.make_piece(run.piece.cut, source, preset, target, run.tick)
        self._blobs.publish(target, run.piece.encoded_key, PIECE_TYPE, run.keep_alive)
        run.finish()
        self._join_if_last(run.asset)

    def _join_if_last(self, asset: Asset) -> None:
        """Two may both find that they were the last; the join is claimed by one."""
        asset = self._assets.get(asset.asset_id)
        fan_out = asset.conversion.fan_out if asset.conversion else None
        if fan_out is not None and fan_out.left == 0:
            self._fan_out.hand_over(asset)

    def _join(self, run: PieceRun, bench: Workbench) -> None:
        started = self._clock()
        job = run.asset.current_conversion
        *pieces, _ = self._pieces.all(run.asset.asset_id, job.attempt, job.run)
        encoded = []
        for piece in pieces:
            file = bench.folder / f"{piece.cut.number:05d}"
            self._blobs.download(piece.encoded_key, None, file, run.keep_alive)
            encoded.append((piece.cut, file))
        target = bench.folder / "joined"
        made = bench.piece_maker.join(encoded, run.asset.preset, target, run.keep_alive)
        key = output_key(run.asset, OutputKind.WEBM, run.piece.run)
        self._blobs.publish(target, key, OutputKind.WEBM.content_type, run.keep_alive)
        self._show(run, made, bench)
        seconds = (self._clock() - started).total_seconds()
        self._meter.made(OutputKind.WEBM, seconds, made.size_bytes)

    def _show(self, run: PieceRun, made: MadeOutput, bench: Workbench) -> None:
        at = self._clock()
        asset, number = run.asset, run.asset.current_conversion.run_id
        media = _known_media(asset)
        shown = self._changes.apply(
            asset,
            lambda current: publish(current, number, made, media, at, run.piece.run),
            Cause(CONVERTER, bench.request_id, at),
        )
        self._complete(shown, bench)

    def _complete(self, asset: Asset, bench: Workbench) -> None:
        run = asset.current_conversion.run_id
        self._conversions.handle_conversion_complete(asset, run, bench.request_id)

    def _wanted(self, request: PieceRequested) -> Asset | None:
        """The asset, if the run that the piece belongs to is still under way."""
        try:
            asset = self._assets.get(request.asset_id)
        except AssetNotFound:
            return None
        job = asset.conversion
        if asset.status is not ConversionStatus.PROCESSING or job is None or job.fan_out is None:
            return None
        return asset if (job.attempt, job.run) == (request.attempt, request.run) else None

    def _claim(self, asset: Asset, request: PieceRequested, bench: Workbench) -> Piece | None:
        """The piece, claimed; None when nothing is to be done, or not yet."""
        piece = self._pieces.get(asset.asset_id, request.attempt, request.run, request.number)
        if piece is None or self._is_early(asset, piece):
            return None
        if piece.status is PieceStatus.DONE:
            self._join_if_last(asset)
            return None
        at = self._clock()
        _require_free(piece, bench, at)
        claimed = claim_piece(piece, at, self._lease)
        self._pieces.claim(piece, claimed)
        if piece.run < MAX_PIECE_RUNS:
            return claimed
        # Given up only once it is ours: its last worker may have come back.
        self._fail(asset, MediaRejected(MediaFault.ABANDONED), bench)
        return None

    def _is_early(self, asset: Asset, piece: Piece) -> bool:
        fan_out = asset.current_conversion.fan_out
        return piece.cut.kind is PieceKind.JOIN and fan_out is not None and fan_out.left > 0

    def _run(self, asset: Asset, piece: Piece, bench: Workbench) -> PieceRun:
        return PieceRun(
            asset, piece, pieces=self._pieces, bench=bench, clock=self._clock, lease=self._lease
        )

    def _fail(self, asset: Asset, rejected: MediaRejected, bench: Workbench) -> None:
        run = asset.current_conversion.run_id
        # Read again: the others have told meanwhile how far they are.
        asset = self._assets.get(asset.asset_id)
        self._conversions.handle_conversion_failure(asset, run, rejected, bench.request_id)


def _require_free(piece: Piece, bench: Workbench, at: datetime) -> None:
    if piece.lease_until is None or piece.is_free(at):
        return
    bench.hold.keep_for(held_s(piece.lease_until - at))
    raise JobHeld(f"piece {piece.cut.number} of {piece.asset_id} is being encoded")


def _known_media(asset: Asset) -> MediaInfo:
    if asset.media is None:
        raise LeaseLost(f"{asset.asset_id} was not left to many")
    return asset.media
