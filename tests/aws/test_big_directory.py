"""Ten thousand users are searched and listed a page at a time; nothing ever reads a whole table."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mediadesk import wiring
from mediadesk.aws.assignment_records import head_row
from mediadesk.aws.assignment_rows import HeadRow
from mediadesk.aws.assignment_store import DynamoAssignmentStore
from mediadesk.aws.bulk_store import DynamoBulkStore
from mediadesk.aws.database import Database
from mediadesk.aws.user_records import search_rows, user_row
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.aws.user_store import DynamoUserStore
from mediadesk.domain.users import Profile
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.directory import UserDirectory
from mediadesk.services.standings import Standings
from mediadesk.settings import Settings
from mediadesk.tables import LIST_SHARDS
from tests.aws.backends import create_tables
from tests.builders import a_head, a_profile

pytestmark = pytest.mark.slow

FIRST_NAMES = ("Ada", "Adam", "Barbara", "Grace", "Linus", *(f"First{n}" for n in range(20)))
LAST_NAMES = ("Lovelace", "Liskov", "Hopper", *(f"Last{n}" for n in range(397)))
MANY = len(FIRST_NAMES) * len(LAST_NAMES)
ONE_PAGE = {"Query": 1, "BatchGetItem": 2}


def somebody(number: int) -> Profile:
    """Each pair of names once: every first name is common, and no last name is."""
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // len(FIRST_NAMES)]
    address = f"{first}.{last}@example.org".lower()
    return a_profile(f"u{number:05d}", display_name=f"{first} {last}", email=address)


EVERYBODY = [somebody(number) for number in range(MANY)]


@pytest.fixture(scope="module")
def database(emulator_url: str) -> Iterator[Database]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "test")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("AWS_ENDPOINT_URL", emulator_url)
        settings = Settings(table_prefix="mediadesk-many-")
        create_tables(settings)
        database = Database(settings)
        fill(database, EVERYBODY)
        yield database


def fill(database: Database, profiles: list[Profile]) -> None:
    users, heads = database.rows(UserRow), database.rows(HeadRow)
    search = database.rows(SearchRow)
    with users.batch_write() as batch:
        for profile in profiles:
            batch.save(user_row(profile, users))
    with heads.batch_write() as batch:
        for profile in profiles:
            batch.save(head_row(a_head(profile.user_id), heads))
    with search.batch_write() as batch:
        for profile in profiles:
            for row in search_rows(profile, search):
                batch.save(row)


@pytest.fixture
def directory(database: Database) -> UserDirectory:
    return UserDirectory(
        users=DynamoUserStore(database),
        standings=Standings(
            assignments=DynamoAssignmentStore(database),
            bulks=DynamoBulkStore(database),
            clock=wiring.clock,
        ),
        cursors=CursorSigner("a secret of these tests"),
    )


@contextmanager
def counted(database: Database) -> Iterator[Counter[str]]:
    """How often each operation of DynamoDB was called within the block."""
    calls: Counter[str] = Counter()

    def count(model: object, **_: object) -> None:
        calls[getattr(model, "name", "")] += 1

    events = database.connection.client.meta.events
    events.register("before-call.dynamodb", count)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb", count)


def pages(directory: UserDirectory, query: str, limit: int) -> Iterator[list[str]]:
    cursor = None
    while True:
        page = directory.page(query, cursor, limit)
        yield [user.profile.user_id for user in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return


def named(*beginnings: str) -> list[str]:
    """Those whose names begin so, in this order of names."""
    return [
        profile.user_id
        for profile in EVERYBODY
        if all(
            name.lower().startswith(beginning)
            for name, beginning in zip(profile.display_name.split(), beginnings, strict=False)
        )
    ]


QUERIES = ["ada love", "love ada", "lovelace", "grace", "a", "lis", "u00042", "hopper@ex", "org"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_is_answered_by_one_read_of_terms(
    database: Database, directory: UserDirectory, query: str
) -> None:
    with counted(database) as calls:
        page = directory.page(query, None, 25)
    assert page.items
    assert calls == ONE_PAGE


def test_two_words_find_those_who_have_both(directory: UserDirectory) -> None:
    [found] = pages(directory, "ada love", 25)
    assert sorted(found) == named("ada", "love")
    assert len(found) == 2


def test_walking_all_pages_of_a_search_finds_each_user_once(
    database: Database, directory: UserDirectory
) -> None:
    with counted(database) as calls:
        found = [user_id for page in pages(directory, "grace", 100) for user_id in page]
    assert sorted(found) == named("grace")
    assert set(calls) == {"Query", "BatchGetItem"}


def test_walking_all_pages_lists_everybody_once_and_in_order(
    database: Database, directory: UserDirectory
) -> None:
    with counted(database) as calls:
        found = [user_id for page in pages(directory, "", 1000) for user_id in page]
    assert MANY == 10_000
    assert found == [profile.user_id for profile in EVERYBODY]
    assert set(calls) == {"Query", "BatchGetItem"}


def test_a_page_of_everybody_reads_each_shard_once(
    database: Database, directory: UserDirectory
) -> None:
    with counted(database) as calls:
        directory.page("", None, 25)
    assert calls == {"Query": LIST_SHARDS, "BatchGetItem": 2}
