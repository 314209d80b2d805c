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
    """Another transaction was at work on the same items: nothing was written, try again."""


@contextmanager
def translated(lost: type[MediadeskError] = WriteConflict) -> Iterator[None]:
    """Raise domain errors instead of the libraries'; `lost` when a condition did not hold.

    Every other failure is ServiceUnavailable, also where a write's outcome is unknown.
    """
    try:
        yield
    except PynamoDBException as error:
        raise _of_database(error, lost) from error
    except ClientError as error:
        raise _unavailable(error_code(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _unavailable(type(error).__name__) from error


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
    cause = error.cause
    code = error_code(cause) if isinstance(cause, ClientError) else type(cause or error).__name__
    if code == "ConditionalCheckFailedException":
        return lost("The item has changed since it was read.")
    return _unavailable(code)


def _unavailable(cause: str) -> ServiceUnavailable:
    return ServiceUnavailable(f"AWS did not do what it was asked: {cause}.")
