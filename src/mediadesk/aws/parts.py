"""What the transactions of more than one store contain."""

from pynamodb.transactions import TransactWrite

from mediadesk.aws.assignment_records import head_row, history_row
from mediadesk.aws.assignment_rows import HeadRow, HistoryRow
from mediadesk.aws.records import answer_row, audit_row
from mediadesk.aws.rows import AnswerRow, AuditRow
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.heads import Change
from mediadesk.domain.operations import KEPT_FOR, Answer


def put_answer(transaction: TransactWrite, answer: Answer, rows: type[AnswerRow]) -> None:
    """An answer that still counts is in the way."""
    has_ended = AnswerRow.valid_until < answer.expires_at - KEPT_FOR
    transaction.save(answer_row(answer, rows), AnswerRow.pk.does_not_exist() | has_ended)


def append(transaction: TransactWrite, entry: AuditEntry, rows: type[AuditRow]) -> None:
    """An entry is put where none is: a chain can't fork."""
    transaction.save(audit_row(entry, rows), AuditRow.pk.does_not_exist())


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
        transaction.save(history_row(entry, history), HistoryRow.pk.does_not_exist())
