"""How a file gets to the service: announced and sent, or taken up again where it broke off."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from cli.api import Document, address, read
from cli.board import Row
from cli.failures import ExitCode, Failure
from cli.files import FileChanged, LocalFile
from cli.parts import Parts
from cli.session import Session
from cli.storage import send
from mediadesk.contracts.http import Asset
from mediadesk.contracts.uploads import NewUpload, PostUpload, UploadState
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.media import Preset


@dataclass(frozen=True)
class Wishes:
    title: str | None
    preset: Preset | None


class Announced(BaseModel):
    """The new asset as the service wrote it."""

    asset: Document


@dataclass
class Sending:
    """One file on its way; in the end it has an asset, a failure, or both."""

    session: Session
    file: LocalFile
    row: Row
    document: Document = field(default_factory=dict)
    failure: Failure | None = None

    @property
    def asset(self) -> Asset | None:
        return read(Asset, self.document) if self.document else None

    @property
    def subject(self) -> str:
        asset = self.asset
        return f"{self.file.name} ({asset.asset_id})" if asset else self.file.name

    def begin(self, wishes: Wishes) -> None:
        """Announce the file and send it."""
        api = self.session.api
        body = self._announcement(wishes)
        answer = api.post(address("assets", "upload"), body, key=uuid.uuid4().hex)
        announced = read(NewUpload, answer)
        self.document = read(Announced, answer).asset
        self._uploading()
        if isinstance(announced.upload, PostUpload):
            send(self.file, announced.upload, api.pace, self.row.reached)
        else:
            parts = self._parts(announced.asset.asset_id)
            parts.send(announced.upload)
            self.document = parts.completed()
        self.row.stage("arriving")

    def go_on(self, asset_id: str) -> None:
        """Send what the service lacks of a file that was announced earlier."""
        api = self.session.api
        found = api.get(address("assets", asset_id))
        state = read(UploadState, api.get(address("assets", asset_id, "upload")))
        self._require_same(read(Asset, found))
        self.document = found
        if state.conversion_status is ConversionStatus.EXPIRED:
            raise Failure("upload_expired", "The time for this upload is over.")
        if state.conversion_status is ConversionStatus.PENDING_UPLOAD:
            self._send_rest(state)
        self.row.stage("arriving")

    def _send_rest(self, state: UploadState) -> None:
        self._uploading()
        parts = self._parts(state.asset_id)
        parts.note(state)
        if isinstance(state.upload, PostUpload):
            send(self.file, state.upload, self.session.api.pace, self.row.reached)
        else:
            parts.send(state.upload)
        self.document = parts.completed()

    def resumption(self) -> str:
        """What to type to go on with it; empty where it was never announced."""
        asset, path = self.asset, str(self.file.path)
        if asset is None:
            return ""
        return self.session.command_line("upload", "--resume", asset.asset_id, path)

    def _uploading(self) -> None:
        self.row.stage("uploading", self.file.size_bytes, in_bytes=True)

    def _parts(self, asset_id: str) -> Parts:
        return Parts(self.session.api, self.file, asset_id, self.row.reached)

    def _announcement(self, wishes: Wishes) -> Document:
        file = self.file
        body: Document = {
            "filename": file.name,
            "content_type": file.content_type,
            "size_bytes": file.size_bytes,
        }
        if wishes.preset is not None:
            body["preset"] = wishes.preset.value
        if wishes.title is not None:
            body["title"] = wishes.title
        if file.is_worth_hashing:
            body["sha256"] = self._checksum()
        return body

    def _checksum(self) -> str:
        self.row.stage("checking", self.file.size_bytes, in_bytes=True)
        return self.file.sha256(self.row.reached)

    def _require_same(self, asset: Asset) -> None:
        is_same = self.file.size_bytes == asset.size_bytes
        if is_same and asset.sha256 is not None:
            is_same = self._checksum() == asset.sha256
        if not is_same:
            raise _other_file(asset)


def each(sendings: list[Sending], carry_out: Callable[[Sending], None]) -> None:
    """One after the other; what would fail for every file stops the rest."""
    lasting: Failure | None = None
    for sending in sendings:
        try:
            if lasting:
                raise lasting
            carry_out(sending)
        except Failure as failure:
            sending.failure = _with_resumption(failure, sending)
            sending.row.end("failed", good=False)
            lasting = failure if failure.concerns_everything else None
        except KeyboardInterrupt:
            if command := sending.resumption():
                sending.session.display.notice(f"To go on with the upload: {command}")
            raise


def _with_resumption(failure: Failure, sending: Sending) -> Failure:
    command = sending.resumption()
    is_over = isinstance(failure, FileChanged) or failure.code == "upload_expired"
    if is_over or not command:
        return failure
    return failure.advised(f"To go on with the upload: {command}")


def _other_file(asset: Asset) -> Failure:
    return Failure(
        "file_differs",
        f"This is not the file that was announced as {asset.asset_id}.",
        remedy=f"Name the file that was called {asset.filename}, or upload this one anew.",
        exit_code=ExitCode.USAGE,
    )
