"""All fakes that belong together, and the services on top of them."""

from mediadesk.services.arrivals import ArrivalService
from mediadesk.services.assignments import AssignmentService
from mediadesk.services.audit import AuditLogger
from mediadesk.services.audit_trail import AuditTrail
from mediadesk.services.bulk import BulkService
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.bulk_storing import BulkStoring
from mediadesk.services.catalog import AssetCatalog
from mediadesk.services.chain_verifier import ChainVerifier
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.directory import UserDirectory
from mediadesk.services.histories import HistoryReader
from mediadesk.services.holdings import AssetHolders, HolderProjection
from mediadesk.services.media_converter import MediaConverterService
from mediadesk.services.notifications import NotificationService
from mediadesk.services.removals import RemovalService
from mediadesk.services.standings import Standings
from mediadesk.services.tickets import TicketService
from mediadesk.services.uploads import UploadService
from mediadesk.services.users import UserService
from tests.fake_bulks import FakeBulkQueue, FakeBulkStore
from tests.fake_live import FakeConnectionStore, FakeTicketStore
from tests.fake_people import FakeAssignmentStore, FakeHistoryStore, FakeUserStore
from tests.fake_stores import (
    FakeAnswerStore,
    FakeAssetStore,
    FakeHolderStore,
    FakeJobStore,
)
from tests.fake_trail import FakeArchive, FakeAuditStore
from tests.fakes import (
    CountingIds,
    FakeBlobs,
    FakeJobQueue,
    FakeMessageHold,
    FakeSockets,
    FakeTranscoder,
    HandSetClock,
    HandSetPause,
)
from tests.faults import Faults
from tests.storage import Storage

LEASE_S = 60


class World:
    """One clock, one storage, one plan of faults; services hold no state: a call makes one.

    A test may put other fakes or other kinds of services in their places.
    """

    kind_of_arrivals = ArrivalService
    kind_of_converter = MediaConverterService
    kind_of_assignments = AssignmentService
    kind_of_users = UserService
    kind_of_standings = Standings
    kind_of_decisions = BulkDecisions
    kind_of_bulk = BulkService
    kind_of_storing = BulkStoring

    def __init__(self, faults: Faults | None = None) -> None:
        self.clock = HandSetClock()
        self.pause = HandSetPause(self.clock)
        self.new_id = CountingIds()
        self.faults = faults or Faults()
        self.storage = Storage()
        self.assets = FakeAssetStore(self.faults, self.storage)
        self.answers = FakeAnswerStore(self.faults, self.storage)
        self.jobs = FakeJobStore(self.faults, self.storage)
        self.holders = FakeHolderStore(self.faults, self.storage)
        self.profiles = FakeUserStore(self.faults, self.storage)
        self.heads = FakeAssignmentStore(self.faults, self.storage)
        self.history = FakeHistoryStore(self.faults, self.storage)
        self.bulks = FakeBulkStore(self.faults, self.storage)
        self.trail = FakeAuditStore(self.faults, self.storage)
        self.archive = FakeArchive(self.faults)
        self.tickets = FakeTicketStore(self.faults, self.storage)
        self.connections = FakeConnectionStore(self.faults, self.storage)
        self.queue = FakeJobQueue(self.faults)
        self.bulk_queue = FakeBulkQueue(self.faults)
        self.hold = FakeMessageHold(self.faults)
        self.blobs = FakeBlobs(self.faults)
        self.sockets = FakeSockets(self.faults)
        self.transcoder = FakeTranscoder(self.faults, self.clock)
        self.audit = AuditLogger(self.new_id)
        self.cursors = CursorSigner("a secret of these tests")

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
            holders=self.holders,
            assignments=self.heads,
            blobs=self.blobs,
            cursors=self.cursors,
            clock=self.clock,
        )

    def removals(self) -> RemovalService:
        return RemovalService(
            assets=self.assets,
            assignments=self.heads,
            answers=self.answers,
            audit=self.audit,
            clock=self.clock,
            pause=self.pause,
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

    def users(self) -> UserService:
        return self.kind_of_users(
            users=self.profiles,
            assignments=self.heads,
            history=self.history,
            answers=self.answers,
            audit=self.audit,
            clock=self.clock,
            pause=self.pause,
        )

    def assignments(self) -> AssignmentService:
        return self.kind_of_assignments(
            assignments=self.heads,
            history=self.history,
            assets=self.assets,
            users=self.profiles,
            answers=self.answers,
            clock=self.clock,
            pause=self.pause,
        )

    def standings(self) -> Standings:
        return self.kind_of_standings(assignments=self.heads, bulks=self.bulks, clock=self.clock)

    def decisions(self) -> BulkDecisions:
        return self.kind_of_decisions(bulks=self.bulks, audit=self.audit, clock=self.clock)

    def bulk(self) -> BulkService:
        return self.kind_of_bulk(
            bulks=self.bulks,
            assignments=self.heads,
            assets=self.assets,
            answers=self.answers,
            standings=self.standings(),
            decisions=self.decisions(),
            queue=self.bulk_queue,
            clock=self.clock,
            pause=self.pause,
            new_id=self.new_id,
        )

    def bulk_storing(self) -> BulkStoring:
        return self.kind_of_storing(
            bulks=self.bulks,
            assignments=self.heads,
            service=self.bulk(),
            decisions=self.decisions(),
            queue=self.bulk_queue,
            clock=self.clock,
        )

    def directory(self) -> UserDirectory:
        return UserDirectory(users=self.profiles, assignments=self.heads, cursors=self.cursors)

    def histories(self) -> HistoryReader:
        return HistoryReader(assignments=self.heads, history=self.history, cursors=self.cursors)

    def audit_trail(self) -> AuditTrail:
        return AuditTrail(
            trail=self.trail,
            assets=self.assets,
            standings=self.standings(),
            cursors=self.cursors,
            clock=self.clock,
        )

    def chain_verifier(self) -> ChainVerifier:
        return ChainVerifier(
            trail=self.trail,
            archive=self.archive,
            assets=self.assets,
            users=self.profiles,
            bulks=self.bulks,
            standings=self.standings(),
            clock=self.clock,
        )

    def asset_holders(self) -> AssetHolders:
        return AssetHolders(
            assets=self.assets,
            assignments=self.heads,
            directory=self.directory(),
            cursors=self.cursors,
        )

    def holder_projection(self) -> HolderProjection:
        return HolderProjection(assignments=self.heads, holders=self.holders, clock=self.clock)

    def notifications(self) -> NotificationService:
        return NotificationService(
            connections=self.connections,
            sockets=self.sockets,
            assets=self.assets,
            holders=self.holders,
            users=self.profiles,
            assignments=self.heads,
            clock=self.clock,
        )

    def ticket_office(self) -> TicketService:
        return TicketService(
            tickets=self.tickets, clock=self.clock, socket_url="wss://socket.test/live"
        )
