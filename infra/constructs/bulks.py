"""Who may do what with bulk operations: read them, decide them, store them with their members."""

from infra.constructs.tables import Tables
from infra.function import Function
from mediadesk import tables as data


def let_read(function: Function, tables: Tables) -> None:
    """To see what users hold in effect: heads, and the records that decide about them."""
    bulks, heads = tables.arn(data.BULKS), tables.arn(data.ASSIGNMENTS)
    function.allow("dynamodb:BatchGetItem", on=[bulks, heads])


def let_read_members(function: Function, tables: Tables) -> None:
    """To see who is in them: the records of open ones, and their chunks."""
    function.allow("dynamodb:Query", on=tables.arn(data.BULKS))


def let_decide(function: Function, tables: Tables) -> None:
    """Every change of status with its audit entry; the asset notes which ones are open."""
    bulks, assets = tables.arn(data.BULKS), tables.arn(data.ASSETS)
    function.allow("dynamodb:GetItem", "dynamodb:UpdateItem", on=[bulks, assets])
    function.allow("dynamodb:PutItem", on=tables.arn(data.AUDIT))


def let_claim(function: Function, tables: Tables) -> None:
    """To prepare one: its intents are put on heads."""
    function.allow("dynamodb:UpdateItem", on=tables.arn(data.ASSIGNMENTS))


def let_store(function: Function, tables: Tables) -> None:
    """What was decided becomes entries and heads of the members."""
    heads, history = tables.arn(data.ASSIGNMENTS), tables.arn(data.HISTORY)
    function.allow("dynamodb:PutItem", on=[heads, history])
