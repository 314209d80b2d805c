"""One call of every method that reaches DynamoDB, each valid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from mediadesk.aws.answer_store import DynamoAnswerStore
from mediadesk.aws.asset_store import DynamoAssetStore
from mediadesk.aws.assignment_store import DynamoAssignmentStore
from mediadesk.aws.bulk_store import DynamoBulkStore
from mediadesk.aws.connection_store import DynamoConnectionStore
from mediadesk.aws.database import Database
from mediadesk.aws.event_log import DynamoEventLog
from mediadesk.aws.history_store import DynamoHistoryStore
from mediadesk.aws.holder_store import DynamoHolderStore
from mediadesk.aws.job_store import DynamoJobStore
from mediadesk.aws.piece_store import DynamoPieceStore
from mediadesk.aws.rate_limit_store import DynamoRateLimits
from mediadesk.aws.ticket_store import DynamoTicketStore
from mediadesk.aws.user_store import DynamoUserStore
from mediadesk.domain.asset_life import delete
from mediadesk.domain.bulk import commit
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.fan_out import Cut, Piece, PieceKind, claim_piece, finish_piece
from mediadesk.domain.holders import Holders
from mediadesk.domain.jobs import job_of
from mediadesk.domain.limits import Limit, window_of
from mediadesk.domain.media import OutputKind
from mediadesk.domain.places import earliest
from mediadesk.domain.settling import settle
from mediadesk.domain.topics import ALL_ASSETS
from tests.builders import (
    ADA,
    GRACE,
    LEASE,
    a_bulk,
    a_change,
    a_connection,
    a_decision,
    a_head,
    a_ticket,
    a_told_event,
    an_answer,
    an_asset,
    claimed,
    first_entry,
    next_entry,
    published,
    queued,
    registration,
)
from tests.fakes import START

ASSET, ENTRY = first_entry(an_asset())
WAITING, SECOND_ENTRY = next_entry(ASSET, queued(ASSET))
RUNNING = claimed(WAITING)
GONE = delete(ASSET, START)
SHOWN = published(RUNNING, OutputKind.GIF)
CONNECTION = a_connection()
BULK = a_bulk()
DECIDED, DECISION = a_decision(commit(BULK, START))
LATER = BULK.lease_until + timedelta(seconds=1)
CLAIMED = a_head(intent=BULK.bulk_id)
PIECE = Piece(ASSET.asset_id, 1, 1, Cut(0, PieceKind.PICTURES, 0.0, 1.0, 25))
TAKEN = claim_piece(PIECE, START, LEASE)
HOLDERS = Holders(ASSET.asset_id)
WINDOW = window_of(ADA.name, Limit("calls", 10, 60), START)

Call = Callable[[Database], object]
CALLS: dict[str, Call] = {
    "create": lambda d: DynamoAssetStore(d).create(ASSET, ENTRY, an_answer()),
    "get": lambda d: DynamoAssetStore(d).get(ASSET.asset_id),
    "get_many": lambda d: DynamoAssetStore(d).get_many([ASSET.asset_id]),
    "save": lambda d: DynamoAssetStore(d).save(ASSET, WAITING, SECOND_ENTRY),
    "show": lambda d: DynamoAssetStore(d).save(RUNNING, SHOWN, None),
    "renew": lambda d: DynamoAssetStore(d).renew(RUNNING, START, 1),
    "remove": lambda d: DynamoAssetStore(d).save(ASSET, GONE, None, an_answer("remove")),
    "newest": lambda d: DynamoAssetStore(d).newest(None, None, 1),
    "oldest": lambda d: DynamoAssetStore(d).oldest(ConversionStatus.QUEUED, None, 1),
    "find": lambda d: DynamoAnswerStore(d).find("ada#K#1"),
    "user": lambda d: DynamoUserStore(d).get(GRACE),
    "users": lambda d: DynamoUserStore(d).get_many([GRACE]),
    "register": lambda d: DynamoUserStore(d).save(registration()),
    "directory": lambda d: DynamoUserStore(d).directory(None, 1),
    "search": lambda d: DynamoUserStore(d).search("grace", None, 1),
    "head": lambda d: DynamoAssignmentStore(d).head(GRACE),
    "heads": lambda d: DynamoAssignmentStore(d).heads([GRACE]),
    "assign": lambda d: DynamoAssignmentStore(d).save(a_change(a_head()), an_answer()),
    "holdings": lambda d: DynamoAssignmentStore(d).holdings(ASSET.asset_id),
    "holders": lambda d: DynamoAssignmentStore(d).holders(ASSET.asset_id, None, 1),
    "entry": lambda d: DynamoHistoryStore(d).get(GRACE, 1),
    "history": lambda d: DynamoHistoryStore(d).newest(GRACE, None, 1),
    "bulk": lambda d: DynamoBulkStore(d).get(BULK.bulk_id),
    "bulks": lambda d: DynamoBulkStore(d).get_many([BULK.bulk_id]),
    "members": lambda d: DynamoBulkStore(d).members(BULK.bulk_id),
    "begin": lambda d: DynamoBulkStore(d).create(BULK, [GRACE], an_answer()),
    "claim": lambda d: DynamoBulkStore(d).claim(BULK.bulk_id, [a_head()]),
    "decide": lambda d: DynamoBulkStore(d).decide(BULK, DECIDED, DECISION),
    "note": lambda d: DynamoBulkStore(d).note(BULK, replace(BULK, lease_until=LATER)),
    "drain": lambda d: DynamoBulkStore(d).drain(settle(CLAIMED, DECIDED)),
    "overdue": lambda d: DynamoBulkStore(d).due(START, 1),
    "seal for": lambda d: DynamoBulkStore(d).decide(BULK, DECIDED, DECISION, for_bulk=a_bulk(2)),
    "undo bulk": lambda d: DynamoBulkStore(d).decide(BULK, DECIDED, DECISION, answer=an_answer()),
    "take": lambda d: DynamoRateLimits(d).take(WINDOW, 1),
    "used": lambda d: DynamoRateLimits(d).used(WINDOW),
    "held": lambda d: DynamoHolderStore(d).get_many([ASSET.asset_id]),
    "compute": lambda d: DynamoHolderStore(d).save(HOLDERS, replace(HOLDERS, v=1)),
    "due": lambda d: DynamoHolderStore(d).due(START, 1),
    "attempts": lambda d: DynamoJobStore(d).attempts(ASSET.asset_id),
    "unsent": lambda d: DynamoJobStore(d).unsent(START),
    "mark_sent": lambda d: DynamoJobStore(d).mark_sent(job_of(WAITING)),
    "untidied": lambda d: DynamoJobStore(d).untidied(START, 1),
    "mark_tidied": lambda d: DynamoJobStore(d).mark_tidied(job_of(WAITING)),
    "cut": lambda d: DynamoPieceStore(d).add([PIECE]),
    "piece": lambda d: DynamoPieceStore(d).get(ASSET.asset_id, 1, 1, 0),
    "pieces": lambda d: DynamoPieceStore(d).all(ASSET.asset_id, 1, 1),
    "claim piece": lambda d: DynamoPieceStore(d).claim(PIECE, TAKEN),
    "renew piece": lambda d: DynamoPieceStore(d).renew(RUNNING, TAKEN, START, 1),
    "finish piece": lambda d: DynamoPieceStore(d).finish(
        RUNNING, TAKEN, finish_piece(TAKEN), START
    ),
    "add ticket": lambda d: DynamoTicketStore(d).add(a_ticket()),
    "redeem": lambda d: DynamoTicketStore(d).redeem("digest", START),
    "connect": lambda d: DynamoConnectionStore(d).add(CONNECTION),
    "connected": lambda d: DynamoConnectionStore(d).get(CONNECTION.connection_id),
    "connections": lambda d: DynamoConnectionStore(d).of_admin(ADA.name),
    "follow": lambda d: DynamoConnectionStore(d).follow(CONNECTION, frozenset({ALL_ASSETS})),
    "subscriptions": lambda d: DynamoConnectionStore(d).subscriptions([ALL_ASSETS]),
    "followed users": lambda d: DynamoConnectionStore(d).of_users(),
    "disconnect": lambda d: DynamoConnectionStore(d).remove(CONNECTION.connection_id),
    "tell": lambda d: DynamoEventLog(d, lambda: START).append(a_told_event()),
    "told": lambda d: DynamoEventLog(d, lambda: START).after(earliest(START), 1),
}
