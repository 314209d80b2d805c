"""All fakes that belong together."""

from mediadesk.ports import AuditStore
from mediadesk.services.audit import AuditLogger
from mediadesk.services.cursors import CursorSigner
from tests.fake_bulks import FakeBulkQueue, FakeBulkStore
from tests.fake_limits import FakeRateLimits
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


class FakeWorld:
    """One clock, one storage, one plan of faults; a test may put other fakes in their places."""

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
        self.limits = FakeRateLimits(self.faults)
        self.trail: AuditStore = FakeAuditStore(self.faults, self.storage)
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
