"""Which function may do what, as tests ask for it."""

from mediadesk import tables
from tests.infra.templates import Templates


def table_arn(table: tables.Table) -> str:
    place = "{AWS::Partition}:dynamodb:{AWS::Region}:{AWS::AccountId}"
    return f"arn:{place}:table/mediadesk-prod-{table.name}"


def writers_of(stage: Templates, table: tables.Table) -> dict[str, set[str]]:
    """How each function that may write to the table may do so."""
    found: dict[str, set[str]] = {}
    for module in stage.functions():
        for action, arn in stage.allowed(module):
            if arn == table_arn(table) and action.endswith(("PutItem", "UpdateItem")):
                found.setdefault(module, set()).add(action.partition(":")[2])
    return found


def those_who_may(stage: Templates, action: str, arn_contains: str) -> set[str]:
    return {
        module
        for module in stage.functions()
        if any(a == action and arn_contains in arn for a, arn in stage.allowed(module))
    }
