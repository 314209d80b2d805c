"""In which account and region a stage's stacks stand, and how they were put there."""

import os
from typing import TypedDict

from aws_cdk import DefaultStackSynthesizer, Environment

from infra.config import Stage


class StackOptions(TypedDict):
    """What each stack of a stage is made with."""

    env: Environment
    synthesizer: DefaultStackSynthesizer
    termination_protection: bool


def stack_options(stage: Stage) -> StackOptions:
    """The emulator's account, or the one that the CDK command line signed in to, or any."""
    local = Environment(account="000000000000", region="us-east-1")
    current = Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")
    )
    return StackOptions(
        env=local if stage.is_local else current,
        # Nothing is bootstrapped in the emulator.
        synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=not stage.is_local),
        termination_protection=stage.keeps_data,
    )
