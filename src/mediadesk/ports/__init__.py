"""What the services need from the outside world, as Protocols.

Stores raise ServiceUnavailable when the service behind them does not answer; a write whose
outcome is unknown raises it too, and the caller reads again before it decides.
"""

from mediadesk.ports.assets import AssetStore, HolderStore, JobStore
from mediadesk.ports.bulks import BulkQueue, BulkStore, Seal
from mediadesk.ports.circumstances import Clock, NewId, Pause, Tick
from mediadesk.ports.limits import RateLimits
from mediadesk.ports.live import ConnectionStore, EventLog, LiveMeter, Sockets, TicketStore
from mediadesk.ports.media import (
    MediaBlobs,
    MultipartUploads,
    PieceMaker,
    SignedUrl,
    StoredObject,
    Transcoder,
)
from mediadesk.ports.people import AssignmentStore, HistoryStore, Hit, ProfileChange, UserStore
from mediadesk.ports.trail import Archive, AuditStore
from mediadesk.ports.work import AnswerStore, DeadLetters, JobQueue, MessageHold, Meter, PieceStore

__all__ = [
    "AnswerStore",
    "Archive",
    "AssetStore",
    "AssignmentStore",
    "AuditStore",
    "BulkQueue",
    "BulkStore",
    "Clock",
    "ConnectionStore",
    "DeadLetters",
    "EventLog",
    "HistoryStore",
    "Hit",
    "HolderStore",
    "JobQueue",
    "JobStore",
    "LiveMeter",
    "MediaBlobs",
    "MessageHold",
    "Meter",
    "MultipartUploads",
    "NewId",
    "Pause",
    "PieceMaker",
    "PieceStore",
    "ProfileChange",
    "RateLimits",
    "Seal",
    "SignedUrl",
    "Sockets",
    "StoredObject",
    "Tick",
    "TicketStore",
    "Transcoder",
    "UserStore",
]
