"""Who may compute the projection of who holds an asset."""

from infra.constructs import bulks
from infra.constructs.tables import Tables
from infra.function import Function
from mediadesk import tables as data


def let_project(function: Function, tables: Tables) -> None:
    """Let it find those who hold an asset, and replace what is shown of them."""
    function.allow("dynamodb:Query", on=tables.index_arn(data.ASSIGNMENTS, "by_asset"))
    assets = tables.arn(data.ASSETS)
    function.allow("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", on=assets)
    bulks.let_read(function, tables)
    bulks.let_read_members(function, tables)
