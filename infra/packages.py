"""Which code and layers the functions of a stage get: built here, without CDK's bundling."""

from pathlib import Path
from typing import Final

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import bundle
from infra.config import Stage
from layers import interpreters
from layers.dependencies import build as dependencies
from layers.ffmpeg import build as ffmpeg

BUILD: Final = bundle.ROOT / "build"


class Packages(Construct):
    """The layers of a stage, and the zip of each folder below `functions/`."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._python = interpreters.HOST if stage.is_local else interpreters.LAMBDA
        self.dependencies = self._layer("Dependencies", _dependencies(stage))
        self.ffmpeg = self._layer("Ffmpeg", ffmpeg.build(stage.architecture, BUILD / "layers"))

    def code(self, folder: str) -> lambda_.Code:
        """The zip of all functions in `functions/<folder>`."""
        return code(bundle.stage(folder, BUILD / "functions", self._python))

    def _layer(self, name: str, directory: Path) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(self, name, code=code(directory))


def code(directory: Path) -> lambda_.Code:
    """A directory whose name already says its content, so that it is not read to find out."""
    return lambda_.Code.from_asset(
        str(directory), asset_hash=directory.name, asset_hash_type=AssetHashType.CUSTOM
    )


def _dependencies(stage: Stage) -> Path:
    if stage.is_local:
        return dependencies.build_for_host(BUILD / "layers")
    return dependencies.build(stage.architecture, BUILD / "layers")
