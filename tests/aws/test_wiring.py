"""The services come up from the environment alone, once, and load nothing that they don't need."""

import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest

from mediadesk import wiring
from mediadesk.aws.assignment_records import head_row, holders_row
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import AssetNotFound, AssetNotReady
from mediadesk.domain.history import HistoryQuery
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import ASSET_PREFIX, ConnectionId, is_asset_id
from mediadesk.domain.operations import Asked
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.settings import Settings
from mediadesk.wiring import adapters, live
from tests.aws.backends import create_tables
from tests.builders import (
    ADA,
    GRACE,
    a_bulk_id,
    a_change,
    a_file,
    a_head,
    an_admission,
    an_asset_id,
    an_operation,
    user_fields,
)

CACHED = [
    kept
    for module in (wiring, adapters, live)
    for kept in vars(module).values()
    if hasattr(kept, "cache_clear") and not isinstance(kept, type)
]


@pytest.fixture
def deployed(on_moto: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that the settings name, and no service of an earlier test."""
    forget()
    queue_url = boto3.client("sqs").create_queue(QueueName="conversion")["QueueUrl"]
    bulk_url = boto3.client("sqs").create_queue(QueueName="bulk")["QueueUrl"]
    boto3.client("s3").create_bucket(Bucket="media")
    boto3.client("secretsmanager").create_secret(Name="cursors", SecretString="a secret")
    monkeypatch.setenv("MEDIADESK_TABLE_PREFIX", "wired-")
    monkeypatch.setenv("MEDIADESK_MEDIA_BUCKET", "media")
    monkeypatch.setenv("MEDIADESK_CONVERSION_QUEUE_URL", queue_url)
    monkeypatch.setenv("MEDIADESK_CONVERSION_DEAD_LETTERS_URL", queue_url)
    monkeypatch.setenv("MEDIADESK_BULK_QUEUE_URL", bulk_url)
    monkeypatch.setenv("MEDIADESK_CURSOR_SECRET_ID", "cursors")
    monkeypatch.setenv("MEDIADESK_SOCKET_URL", "wss://socket.test/live")
    monkeypatch.setenv("MEDIADESK_SOCKET_CALLBACK_URL", "https://socket.test/live")
    create_tables(Settings.from_environment())
    yield
    forget()


def forget() -> None:
    for function in CACHED:
        function.cache_clear()


@pytest.mark.usefixtures("deployed")
def test_what_one_service_stores_another_finds() -> None:
    started = wiring.uploads().start(a_file(), an_operation(received_at=wiring.clock()))
    assert is_asset_id(started.asset.asset_id)
    assert wiring.catalog().get(started.asset.asset_id).asset == started.asset
    assert wiring.arrivals().sweep("request-1") == 0
    assert wiring.conversion_sweep().sweep() == 0
    assert wiring.tidying().sweep() == 0
    assert wiring.conversions().get_conversion_status(started.asset.asset_id).attempts == []
    assert wiring.tickets().admit("a forged ticket") is None
    wiring.message_holds()("handle")
    wiring.poison_care().bury("not a message", "message_unreadable", "")


@pytest.mark.usefixtures("deployed")
def test_a_user_whom_one_service_registers_the_others_know() -> None:
    at = wiring.clock()
    started = wiring.uploads().start(a_file(), an_operation(received_at=at))
    asset_id = started.asset.asset_id
    done = wiring.users().put(GRACE, user_fields(), None, an_operation("put", received_at=at))
    assert wiring.directory().page("grace", None, 10).items == (done.value.user,)
    assert wiring.histories().page(HistoryQuery(GRACE), None, 10).items == ()
    assert wiring.asset_holders().page(asset_id, None, 10).items == ()
    asked = Asked(an_operation("assign", received_at=at))
    with pytest.raises(AssetNotReady):
        wiring.assignments().assign(asset_id, GRACE, asked)
    wiring.holder_projection().refresh(asset_id)
    assert wiring.holder_projection().sweep() == 0
    gone = wiring.removals().delete(asset_id, None, an_operation("delete", received_at=at))
    assert gone.value.deleted_at is not None


@pytest.mark.usefixtures("deployed")
def test_a_bulk_finds_what_it_needs() -> None:
    at = wiring.clock()
    started = wiring.uploads().start(a_file(), an_operation(received_at=at))
    new = NewBulk(started.asset.asset_id, (GRACE,))
    with pytest.raises(AssetNotReady):
        wiring.bulk().bulk_assign_asset(new, an_operation("bulk", received_at=at))
    with pytest.raises(AssetNotReady):
        wiring.bulk_previewer().of(new, an_operation("dry run", received_at=at))
    wiring.limiter().admit(ADA.name, 1)
    assert wiring.bulk_storing().sweep() == 0
    assert wiring.standings().of_many([GRACE]) == []
    assert wiring.decisions() is wiring.decisions()
    adapters.bulk_queue().send(a_bulk_id())


@pytest.mark.usefixtures("deployed")
def test_live_status_finds_what_it_needs() -> None:
    wiring.announcers()().deliver(wiring.clock())
    page = wiring.event_polling().page([ALL_ASSETS], frozenset({"admin"}), None, 10)
    assert (page.events, page.has_more) == ((), False)
    name = ConnectionId("c-1")
    wiring.notifications().connect(name, an_admission(wiring.clock()))
    wiring.notifications().disconnect(name)
    assert live.connection_store().get(name) is None


def test_images_of_the_streams_show_what_was_written() -> None:
    head, holders = a_change(a_head()).after, Holders(an_asset_id())
    assert wiring.head_from_image(head_row(head).serialize()) == head
    assert wiring.holders_from_image(holders_row(holders).serialize()) == holders


@pytest.mark.usefixtures("deployed")
def test_a_service_is_built_once() -> None:
    assert wiring.uploads() is wiring.uploads()
    with pytest.raises(AssetNotFound):
        wiring.catalog().get(an_asset_id())
    assert wiring.catalog() is wiring.catalog()


def test_the_clock_knows_utc_and_whole_milliseconds() -> None:
    now = wiring.clock()
    assert now.utcoffset() is not None
    assert not now.utcoffset()
    assert now.microsecond % 1000 == 0


def test_later_ids_sort_after_earlier_ones() -> None:
    ids = [wiring.new_id(ASSET_PREFIX) for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert all(is_asset_id(asset_id) for asset_id in ids)


def test_loading_the_wiring_reads_no_environment_and_loads_no_adapter() -> None:
    script = (
        "import sys; from mediadesk import wiring;"
        "print([m for m in ('boto3', 'pynamodb', 'pydantic', 'ulid') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed script
        [sys.executable, "-c", script], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
