"""Sends a large file part by part: what the storage has of it already is not sent again."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cli.api import Api, Document, address, read
from cli.failures import Failure
from cli.files import LocalFile, Reached
from cli.storage import ATTEMPTS, put
from mediadesk.contracts.uploads import MultipartUpload, PartUrl, Upload, UploadState


@dataclass
class Parts:
    """A file on its way, and the ETags of what arrived of it."""

    api: Api
    file: LocalFile
    asset_id: str
    reached: Reached
    etags: dict[int, str] = field(default_factory=dict)

    def note(self, state: UploadState) -> None:
        """What arrived; not what is to be sent once more."""
        upload = state.upload
        wanted = upload.parts if isinstance(upload, MultipartUpload) else ()
        numbers = {part.part_number for part in wanted}
        for part in state.received_parts:
            if part.part_number not in numbers:
                self.etags.setdefault(part.part_number, part.etag)

    def send(self, upload: Upload | None) -> None:
        """Failure when a part is refused, or does not get through in several attempts in a row.

        Before another attempt it is asked what is missing, which brings fresh addresses.
        """
        failures = 0
        while isinstance(upload, MultipartUpload) and (missing := self._missing(upload)):
            arrived = len(self.etags)
            failure = self._send_some(missing, upload)
            if len(self.etags) > arrived:
                failures = 0
            if failure:
                failures += 1
                self._pause(failures, failure)
            if self._missing(upload):
                upload = self._asked()

    def completed(self) -> Document:
        """The asset, once the storage has put its parts together."""
        marks = [{"part_number": n, "etag": etag} for n, etag in sorted(self.etags.items())]
        path = address("assets", self.asset_id, "upload", "complete")
        return self.api.post(path, {"parts": marks} if marks else {}, key=uuid.uuid4().hex)

    def _missing(self, upload: MultipartUpload) -> list[PartUrl]:
        return [part for part in upload.parts if part.part_number not in self.etags]

    def _send_some(self, missing: list[PartUrl], upload: MultipartUpload) -> Failure | None:
        """Until all are sent, one fails, or the addresses have served their time."""
        for part in missing:
            start = (part.part_number - 1) * upload.part_size_bytes
            etag = put(self.file, part, start, self.reached)
            if isinstance(etag, Failure):
                return etag
            self.etags[part.part_number] = etag
            if datetime.now(UTC) >= upload.expires_at:
                break
        return None

    def _pause(self, failures: int, failure: Failure) -> None:
        if failures == ATTEMPTS:
            raise failure
        self.api.pace.wait(self.api.pace.backoff_s(failures - 1))

    def _asked(self) -> Upload | None:
        state = read(UploadState, self.api.get(address("assets", self.asset_id, "upload")))
        self.note(state)
        return state.upload
