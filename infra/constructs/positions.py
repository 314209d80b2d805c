"""Who may see where live topics stand, and what of them was missed."""

from infra.constructs import bulks
from infra.constructs.tables import Tables
from infra.function import Function
from mediadesk import tables as data


def let_read(function: Function, tables: Tables) -> None:
    """What an asset or a user is at, whoever changes it."""
    assets, users = tables.arn(data.ASSETS), tables.arn(data.USERS)
    function.allow("dynamodb:BatchGetItem", on=[assets, users])
    bulks.let_read(function, tables)


def let_tell_missed(function: Function, tables: Tables) -> None:
    """The newest entries of a user's history, and the log of what was told."""
    function.allow("dynamodb:Query", on=[tables.arn(data.HISTORY), tables.arn(data.EVENTS)])
