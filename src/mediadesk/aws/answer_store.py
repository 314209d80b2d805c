"""Answers of changes that were made, in DynamoDB."""

from pynamodb.transactions import TransactWrite

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.parts import put_answer
from mediadesk.aws.records import answer_of
from mediadesk.aws.rows import AnswerRow
from mediadesk.domain.operations import Answer


class DynamoAnswerStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.rows(AnswerRow)

    def find(self, operation_id: str) -> Answer | None:
        with translated():
            try:
                return answer_of(self._answers.get(operation_id, consistent_read=True))
            except self._answers.DoesNotExist:
                return None

    def add(self, answer: Answer) -> None:
        def fill(transaction: TransactWrite) -> None:
            put_answer(transaction, answer, self._answers)

        self._database.transact(fill)
