"""What an error of an AWS library means to the domain; none of them leaves this package."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from mediadesk.domain.errors import MediadeskError, ServiceUnavailable, WriteConflict

CONDITION_FAILED: Final = "ConditionalCheckFailed"
COLLISION: Final = "TransactionConflict"


class Collision(Exception):
    """A transaction was at work on the same items: nothing was written, try again.

    What writes to a table that transactions write to must expect it, see `Database`.
    """


class Overtaken(WriteConflict):
    """Somebody else has made the same write, or one that came after it."""


@contextmanager
def translated(lost: type[MediadeskError] = WriteConflict) -> Iterator[None]:
    """Raise domain errors instead of the libraries'; `lost` when a condition did not hold.

    Every other failure is ServiceUnavailable, also where a write's outcome is unknown.
    """
    try:
        yield
    except PynamoDBException as error:
        raise _of_database(error, lost) from error
    except (ClientError, BotoCoreError, Boto3Error) as error:
        raise _unavailable() from error


def error_code(error: ClientError) -> str:
    """The code by which AWS names what went wrong."""
    return error.response.get("Error", {}).get("Code", "")


def _of_database(error: PynamoDBException, lost: type[MediadeskError]) -> Exception:
    if isinstance(error, TransactWriteError):
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        if CONDITION_FAILED in codes:
            return lost("The item has changed since it was read.")
        if codes == {COLLISION}:
            return Collision(str(error))
    # PynamoDB's own way to the code stumbles over a timeout, which has no response.
    code = error_code(error.cause) if isinstance(error.cause, ClientError) else ""
    if code == f"{CONDITION_FAILED}Exception":
        return lost("The item has changed since it was read.")
    return Collision(str(error)) if code == f"{COLLISION}Exception" else _unavailable()


def _unavailable() -> ServiceUnavailable:
    """Clients are shown this; what AWS said is the cause, which only the log tells."""
    return ServiceUnavailable("A service that this one stands on did not do what it was asked.")
