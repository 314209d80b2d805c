"""Who may compute the projection of who holds an asset."""

from infra.constructs.tables import Tables
from infra.function import Function
from mediadesk import tables as data


def let_project(function: Function, tables: Tables) -> None:
    """Let it find those who hold an asset, and replace what is shown of them."""
    function.allow("dynamodb:Query", on=tables.index_arn(data.ASSIGNMENTS, "by_asset"))
    function.allow("dynamodb:BatchGetItem", "dynamodb:PutItem", on=tables.arn(data.ASSETS))
