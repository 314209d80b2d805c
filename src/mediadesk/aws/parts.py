"""What the transactions of more than one store contain."""

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mediadesk.aws.assignment_records import head_key, head_row, history_row
from mediadesk.aws.assignment_rows import HeadRow, HistoryRow
from mediadesk.aws.bulk_records import record_key, record_row
from mediadesk.aws.bulk_rows import BulkRow
from mediadesk.aws.records import answer_row, audit_row
from mediadesk.aws.rows import AnswerRow, AuditRow, Row
from mediadesk.aws.user_records import user_key
from mediadesk.aws.user_rows import UserRow
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import KEPT_FOR, Answer
from mediadesk.ports import Seal


def changes(before: Row, after: Row) -> list[Action]:
    """Only what differs is written: others may have changed the rest meanwhile."""
    old, new = before.serialize(), after.serialize()
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    attributes = type(after).get_attributes()
    return [
        attributes[name].set(getattr(after, name)) if name in new else attributes[name].remove()
        for name in changed
    ]


def put_answer(
    transaction: TransactWrite,
    answer: Answer,
    rows: type[AnswerRow],
    replaced: Answer | None = None,
) -> None:
    """An answer that still counts is in the way, save the one that is replaced."""
    may_be_put: Condition = AnswerRow.pk.does_not_exist()
    may_be_put |= AnswerRow.valid_until < answer.expires_at - KEPT_FOR
    if replaced is not None:
        may_be_put |= AnswerRow.body == dict(replaced.body)
    transaction.save(answer_row(answer, rows), may_be_put)


def append(transaction: TransactWrite, entry: AuditEntry, rows: type[AuditRow]) -> None:
    """An entry is put where none is: a chain can't fork."""
    transaction.save(audit_row(entry, rows), AuditRow.pk.does_not_exist())


def require_version(
    transaction: TransactWrite, user_id: UserId, version: int, users: type[UserRow]
) -> None:
    """The directory's entry of that user must have that version; nothing is written of it."""
    transaction.condition_check(users, *user_key(user_id), UserRow.version == version)


def require_head(transaction: TransactWrite, head: Head, heads: type[HeadRow]) -> None:
    """As `require_version`, for the head."""
    transaction.condition_check(heads, *head_key(head.user_id), HeadRow.v == head.v)


def require_undecided(transaction: TransactWrite, record: BulkRecord, bulks: type[BulkRow]) -> None:
    """Nothing may have been decided about that bulk since; nothing is written of it."""
    transaction.condition_check(bulks, *record_key(record.bulk_id), _is_still(record))


def put_change(
    transaction: TransactWrite, change: Change, heads: type[HeadRow], history: type[HistoryRow]
) -> None:
    """The head moves on if it is still the one before; where it stays, nothing is written."""
    before, after = change.before, change.after
    if before == after:
        return
    is_still = HeadRow.v == before.v if before else HeadRow.pk.does_not_exist()
    transaction.save(head_row(after, heads), is_still)
    for entry in change.entries:
        transaction.save(history_row(entry, history), is_new(entry))


def is_new(entry: HistoryEntry) -> Condition:
    """An entry of a bulk may be there already: whoever stores it stores the same."""
    is_absent = HistoryRow.pk.does_not_exist()
    return is_absent if entry.bulk_id is None else is_absent | (HistoryRow.hash == entry.hash)


def put_decision(
    transaction: TransactWrite,
    decision: Seal,
    bulks: type[BulkRow],
    audit: type[AuditRow],
    *,
    is_unrenewed: bool = False,
) -> None:
    """The record moves on if nobody has decided since, with the audit entry that says so."""
    before = decision.before
    is_still = _is_still(before)
    if is_unrenewed:
        is_still &= BulkRow.lease_until == before.lease_until
    row = record_row(decision.after, bulks)
    transaction.update(row, changes(record_row(before, bulks), row), is_still)
    append(transaction, decision.entry, audit)


def _is_still(record: BulkRecord) -> Condition:
    is_so: Condition = BulkRow.status == record.status.value
    is_so &= BulkRow.audit_sequence == record.audit.sequence
    return is_so
