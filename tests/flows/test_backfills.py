"""An operator who has the role of migrations, and nothing else, runs every one of them.

This comes before the tests of bulks: a long archive takes the emulator long to list.
"""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from local.outputs import Outputs
from mediadesk import wiring
from mediadesk.aws.database import Database
from mediadesk.aws.migration_store import DynamoMigrationStore
from migrations.catalog import migrations
from migrations.place import settings_of
from migrations.runner import Runner
from migrations.telling import Teller
from tests.flows import desk
from tests.flows.consumer import Consumer, ok


@pytest.fixture
def operator(
    stack: Outputs, aws: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[bool]]:
    """Runs all migrations from the beginning, with what the role allows."""
    role = aws("iam").get_role(RoleName="mediadesk-local-migrations")["Role"]["Arn"]
    given = aws("sts").assume_role(RoleArn=role, RoleSessionName="operator")["Credentials"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", stack.region)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", given["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", given["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", given["SessionToken"])

    def run() -> list[bool]:
        settings = settings_of("local")
        database = Database(settings)
        runner = Runner(
            store=DynamoMigrationStore(database),
            clock=wiring.clock,
            owner=wiring.new_id("run_"),
            stop=Event(),
            teller=Teller(lambda _: None, wiring.clock),
        )
        runs = (runner.run(m, 2, is_again=True) for m in migrations(database, settings).values())
        return [part.is_finished for parts in runs for part in parts]

    return run


def test_a_user_without_words_and_an_entry_without_a_copy_get_them(
    admin: Consumer,
    stack: Outputs,
    aws: Callable[[str], Any],
    operator: Callable[[], list[bool]],
) -> None:
    user_id = desk.registered(admin, "Óli Migration")
    forget_words(aws("dynamodb"), stack.tables["user_search"], user_id)
    assert found(admin, "migration") == []

    assert all(operator())

    assert found(admin, "migration") == [user_id]
    verify = {"chain": f"profile:{user_id}", "against_archive": "true"}
    assert ok(admin.http.get("/api/admin/audit/verify", params=verify))["verified"]
    assert all(operator())


def found(admin: Consumer, query: str) -> list[str]:
    users = ok(admin.http.get(desk.USERS, params={"query": query}))["items"]
    return [user["user_id"] for user in users]


def forget_words(dynamodb: Any, table: str, user_id: str) -> None:  # noqa: ANN401 - any client
    """As if the user had been registered before there was a search."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    for row in (row for page in pages for row in page["Items"]):
        if row["user_id"]["S"] == user_id:
            dynamodb.delete_item(TableName=table, Key={"pk": row["pk"], "sk": row["sk"]})
