"""One synth of each stage that the tests look at."""

import pytest

from infra import config
from tests.infra.templates import Templates, synthesize

ENGINE = "http://127.0.0.1:4567"


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return synthesize(config.PROD, tmp_path_factory.mktemp("prod"))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return synthesize(config.stage("local", ENGINE), tmp_path_factory.mktemp("local"))
