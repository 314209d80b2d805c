"""All fakes that belong together, and the services on top of them."""

from mediadesk.services.arrivals import ArrivalService
from mediadesk.services.audit import AuditLogger
from mediadesk.services.catalog import AssetCatalog
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.media_converter import MediaConverterService
from mediadesk.services.notifications import NotificationService
from mediadesk.services.tickets import TicketService
from mediadesk.services.uploads import UploadService
from tests.fake_stores import (
    FakeAnswerStore,
    FakeAssetStore,
    FakeConnectionStore,
    FakeJobStore,
    FakeTicketStore,
    Storage,
)
from tests.fakes import (
    CountingIds,
    FakeBlobs,
    FakeJobQueue,
    FakeMessageHold,
    FakeSockets,
    FakeTranscoder,
    HandSetClock,
)
from tests.faults import Faults

LEASE_S = 60


class World:
    """One clock, one storage, one plan of faults; services hold no state: a call makes one.

    A test may put other fakes or other kinds of services in their places.
    """

    def __init__(self, faults: Faults | None = None) -> None:
        self.clock = HandSetClock()
        self.new_id = CountingIds()
        self.faults = faults or Faults()
        self.storage = Storage()
        self.assets = FakeAssetStore(self.faults, self.storage)
        self.answers = FakeAnswerStore(self.faults, self.storage)
        self.jobs = FakeJobStore(self.faults, self.storage)
        self.tickets = FakeTicketStore(self.faults, self.storage)
        self.connections = FakeConnectionStore(self.faults, self.storage)
        self.queue = FakeJobQueue(self.faults)
        self.hold = FakeMessageHold(self.faults)
        self.blobs = FakeBlobs(self.faults)
        self.sockets = FakeSockets(self.faults)
        self.transcoder = FakeTranscoder(self.faults, self.clock)
        self.audit = AuditLogger(self.new_id)
        self.kind_of_arrivals = ArrivalService
        self.kind_of_converter = MediaConverterService

    def uploads(self) -> UploadService:
        return UploadService(
            assets=self.assets,
            answers=self.answers,
            blobs=self.blobs,
            audit=self.audit,
            clock=self.clock,
            new_id=self.new_id,
        )

    def arrivals(self) -> ArrivalService:
        return self.kind_of_arrivals(
            assets=self.assets,
            jobs=self.jobs,
            queue=self.queue,
            blobs=self.blobs,
            audit=self.audit,
            clock=self.clock,
            new_id=self.new_id,
        )

    def catalog(self) -> AssetCatalog:
        return AssetCatalog(
            assets=self.assets,
            jobs=self.jobs,
            blobs=self.blobs,
            cursors=CursorSigner("a secret of these tests"),
            clock=self.clock,
        )

    def converter(self) -> MediaConverterService:
        return self.kind_of_converter(
            assets=self.assets,
            jobs=self.jobs,
            queue=self.queue,
            blobs=self.blobs,
            audit=self.audit,
            clock=self.clock,
            lease_s=LEASE_S,
        )

    def notifications(self) -> NotificationService:
        return NotificationService(
            connections=self.connections,
            sockets=self.sockets,
            assets=self.assets,
            clock=self.clock,
        )

    def ticket_office(self) -> TicketService:
        return TicketService(
            tickets=self.tickets, clock=self.clock, socket_url="wss://socket.test/live"
        )
