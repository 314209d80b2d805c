"""A stage is chosen by its name; only the local one has an engine and speaks plain HTTP."""

import pytest

from infra import config
from infra.function import environment
from tests.infra.conftest import ENGINE
from tests.infra.templates import Templates, written_out


def test_only_the_local_stage_has_an_engine() -> None:
    assert [stage.name for stage in config.STAGES.values() if stage.is_local] == ["local"]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("prod", "http://127.0.0.1:4566"),
        ("local", "https://127.0.0.1:4566"),
        ("local", "http://127.0.0.1:4566/"),
        ("local", "http://127.0.0.1"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(name: str, url: str) -> None:
    with pytest.raises(ValueError, match="cannot be the engine"):
        config.stage(name, url)


def test_a_setting_that_the_code_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError, match="favourite_colour"):
        environment(config.PROD, {"favourite_colour": "blue"})


@pytest.mark.slow
def test_the_local_stage_is_addressed_through_its_engine(local: Templates) -> None:
    outputs = {name: written_out(value) for name, value in local.outputs().items()}
    assert outputs["HttpApiUrl"].startswith(f"{ENGINE}/_aws/execute-api/")
    assert outputs["SocketCallbackUrl"].startswith(f"{ENGINE}/_aws/execute-api/")
    assert outputs["WebSocketUrl"].startswith("ws://127.0.0.1:4567/_aws/execute-api/")
    assert outputs["WebSocketUrl"].endswith("/live")


@pytest.mark.slow
def test_every_stage_says_where_its_parts_are(prod: Templates, local: Templates) -> None:
    named = {
        "HttpApiUrl",
        "WebSocketUrl",
        "SocketCallbackUrl",
        "UserPoolId",
        "UserPoolClientId",
        "MediaBucket",
        "SiteBucket",
        "UploadsQueueUrl",
        "UploadsDeadLettersUrl",
        "ConversionQueueUrl",
        "ConversionDeadLettersUrl",
        "BulkQueueUrl",
        "BulkDeadLettersUrl",
        "LargeBulkQueueUrl",
        "LargeBulkDeadLettersUrl",
        "MigrationsRole",
        "OperatorRole",
        "UploadOnRequestName",
        "ConvertOnJobName",
    }
    assert named <= set(prod.outputs())
    assert named <= set(local.outputs())


@pytest.mark.slow
def test_no_name_in_a_template_is_of_another_stage(prod: Templates, local: Templates) -> None:
    assert "mediadesk-local" not in str(prod.stacks)
    assert "mediadesk-prod" not in str(local.stacks)


@pytest.mark.slow
def test_the_cloud_waits_for_no_engine(prod: Templates) -> None:
    assert "127.0.0.1" not in str(prod.stacks)
