"""Writes the templates of one stage: `python -m infra.app --stage prod --out build/cdk.prod`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aws_cdk import App, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra import config
from infra.constructs.console import tell_settings
from infra.stacks.app import AppStack
from infra.stacks.data import DataStack
from infra.stacks.web import WebStack

FLAGS: Final = {
    # Access logs arrive by a bucket policy; the older way needs ACLs, which are off.
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/aws-iam:minimizePolicies": True,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write templates and assets; without `--stage` that of the context (`cdk -c stage=dev`)."""
    given = _parser().parse_args(arguments)
    app = new_app(given.out, validates=given.validate)
    name = given.stage or app.node.try_get_context("stage") or config.DEV.name
    add_stacks(app, config.stage(name, given.endpoint_url))
    app.synth()


def new_app(out: Path | None, *, validates: bool) -> App:
    """An empty app; `out` None leaves the place to the CDK command line.

    Validation by CDK and cdk-nag takes three times as long as everything else.
    """
    app = App(
        outdir=str(out) if out else None,
        builtin_cloud_formation_validation=validates,
        analytics_reporting=False,
        context=FLAGS,
    )
    if validates:
        Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def add_stacks(app: App, stage: config.Stage) -> None:
    """Everything that a stage has. Makes no network call, but for packages not yet built."""
    web = WebStack(app, f"{stage.prefix}web", stage=stage)
    data = DataStack(app, f"{stage.prefix}data", stage=stage, web_origin=web.origin)
    run = AppStack(app, f"{stage.prefix}app", stage=stage, data=data, web_origin=web.origin)
    tell_settings(run, stage=stage, people=data.people, api_url=run.http.url)
    Tags.of(app).add("project", "mediadesk")
    Tags.of(app).add("stage", stage.name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="infra.app", description=__doc__)
    parser.add_argument("--stage", choices=sorted(config.STAGES))
    parser.add_argument("--out", type=Path, help="folder for templates and assets")
    parser.add_argument("--endpoint-url", help="where the emulator listens; local stage only")
    parser.add_argument("--validate", action="store_true", help="check with CDK and cdk-nag")
    return parser


if __name__ == "__main__":
    main()
