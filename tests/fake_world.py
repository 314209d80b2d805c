"""All fakes that belong together."""

from mediadesk.ports import AuditStore
from mediadesk.services.audit import AuditLogger
from mediadesk.services.cursors import CursorSigner
from tests.fake_bulks import FakeBulkQueue, FakeBulkStore
from tests.fake_limits import FakeRateLimits
from tests.fake_live import (
    FakeConnectionStore,
    FakeEventLog,
    FakeLiveMeter,
    FakeSockets,
    FakeTicketStore,
)
from tests.fake_makers import FakePieceMaker, FakeTranscoder
from tests.fake_media import FakeBlobs, FakeMultipartUploads
from tests.fake_people import FakeAssignmentStore, FakeHistoryStore, FakeUserStore
from tests.fake_pieces import FakePieceStore
from tests.fake_stores import (
    FakeAnswerStore,
    FakeAssetStore,
    FakeHolderStore,
    FakeJobStore,
)
from tests.fake_trail import FakeArchive, FakeAuditStore
from tests.fakes import (
    CountingIds,
    FakeDeadLetters,
    FakeJobQueue,
    FakeMessageHold,
    FakeMeter,
    HandSetClock,
    HandSetPause,
)
from tests.faults import Faults
from tests.storage import Storage


class FakeWorkshop:
    """What conversions need beside their stores."""

    def __init__(self, faults: Faults, clock: HandSetClock) -> None:
        self.queue = FakeJobQueue(faults)
        self.dead_letters = FakeDeadLetters(faults)
        self.hold = FakeMessageHold(faults)
        self.meter = FakeMeter()
        self.blobs = FakeBlobs(faults)
        self.multipart = FakeMultipartUploads(faults, self.blobs)
        self.transcoder = FakeTranscoder(faults, clock)
        self.piece_maker = FakePieceMaker(faults, clock)


class FakeWorld(FakeWorkshop):
    """One clock, one storage, one plan of faults; a test may put other fakes in their places."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.clock = HandSetClock()
        super().__init__(self.faults, self.clock)
        self.pause = HandSetPause(self.clock)
        self.new_id = CountingIds()
        self.storage = Storage()
        self.assets = FakeAssetStore(self.faults, self.storage)
        self.answers = FakeAnswerStore(self.faults, self.storage)
        self.jobs = FakeJobStore(self.faults, self.storage)
        self.pieces = FakePieceStore(self.faults, self.storage)
        self.holders = FakeHolderStore(self.faults, self.storage)
        self.profiles = FakeUserStore(self.faults, self.storage)
        self.heads = FakeAssignmentStore(self.faults, self.storage)
        self.history = FakeHistoryStore(self.faults, self.storage)
        self.bulks = FakeBulkStore(self.faults, self.storage)
        self.limits = FakeRateLimits(self.faults)
        self.trail: AuditStore = FakeAuditStore(self.faults, self.storage)
        self.archive = FakeArchive(self.faults)
        self.tickets = FakeTicketStore(self.faults, self.storage)
        self.connections = FakeConnectionStore(self.faults, self.storage)
        self.event_log = FakeEventLog(self.faults, self.storage)
        self.bulk_queue = FakeBulkQueue(self.faults)
        self.sockets = FakeSockets(self.faults)
        self.live_meter = FakeLiveMeter()
        self.audit = AuditLogger(self.new_id)
        self.cursors = CursorSigner("a secret of these tests")
