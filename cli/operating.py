"""What operators' commands share: a stage, their own role there, and its queues."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.access import GROUP, AsJson, Outputs
from cli.display import Display
from cli.failures import ExitCode, Failure
from cli.stack import read_stack
from mediadesk.domain.errors import MediadeskError

if TYPE_CHECKING:
    from mediadesk.aws.queue_care import QueueCare

LOCAL: Final = "local"


@dataclass(frozen=True)
class Place:
    """Each field is an option of every operators' command."""

    stage: Annotated[str, typer.Option(help="Which deployment; local is that of `make run`.")] = (
        LOCAL
    )
    profile: Annotated[
        str | None,
        typer.Option(
            envvar="AWS_PROFILE",
            help="AWS profile that takes the stage's OperatorRole. The local stage needs none.",
            rich_help_panel=GROUP,
            show_default=False,
        ),
    ] = None
    region: Annotated[
        str | None,
        typer.Option(
            envvar="AWS_REGION",
            help="Where the stage is.",
            rich_help_panel=GROUP,
            show_default="the profile's",
        ),
    ] = None
    outputs: Outputs = None
    as_json: AsJson = False

    def retyped(self, typed: set[str]) -> tuple[str, ...]:
        """Those of the options that were typed, for a command to be typed next."""
        names = ("stage", "profile", "region", "outputs")
        given = [(f"--{name}", str(getattr(self, name))) for name in names if name in typed]
        return tuple(word for option in given for word in option)


class QueueName(StrEnum):
    UPLOADS = "uploads"
    CONVERSIONS = "conversions"
    BULKS = "bulks"
    LARGE_BULKS = "large-bulks"


_OUTPUTS: Final = {
    QueueName.UPLOADS: "Uploads",
    QueueName.CONVERSIONS: "Conversion",
    QueueName.BULKS: "Bulk",
    QueueName.LARGE_BULKS: "LargeBulk",
}
"""How the data stack's outputs about each queue begin."""


@dataclass(frozen=True, slots=True)
class WorkQueue:
    name: QueueName
    url: str
    dead_letters_url: str


class Operator:
    """One run of a command by somebody of the platform team."""

    def __init__(self, place: Place, retyped: tuple[str, ...] = ()) -> None:
        self._place = place
        self._retyped = retyped
        self.display = Display(is_for_machines=place.as_json)

    def command_line(self, *words: str) -> str:
        """What to type for another command at the same place."""
        return shlex.join(("mediactl", "ops", *words, *self._retyped))

    @cached_property
    def care(self) -> "QueueCare":
        # The other commands would wait for the SDK in vain.
        from mediadesk.aws.queue_care import QueueCare

        if self._place.stage != LOCAL:
            return QueueCare.of(profile=self._place.profile, region=self._place.region)
        stack = read_stack(self._place.outputs)
        return QueueCare.of(endpoint_url=stack.endpoint_url, region=stack.region)

    def queues(self, name: QueueName | None = None) -> list[WorkQueue]:
        """All of the stage, or the one of that name."""
        stack = f"mediadesk-{self._place.stage}-data"
        with told():
            outputs = self.care.outputs(stack)
        names = list(QueueName) if name is None else [name]
        try:
            return [
                WorkQueue(
                    found,
                    outputs[f"{_OUTPUTS[found]}QueueUrl"],
                    outputs[f"{_OUTPUTS[found]}DeadLettersUrl"],
                )
                for found in names
            ]
        except KeyError as error:
            raise _older(stack, str(error)) from error


@contextmanager
def told() -> Iterator[None]:
    """Tell operators what AWS itself said: they are the ones to act on it."""
    try:
        yield
    except MediadeskError as error:
        raise Failure(
            "aws_refused",
            f"AWS did not do what it was asked: {error.__cause__ or error.detail}",
            remedy="Check --stage, --region, and that --profile takes the stage's OperatorRole;"
            " then type the same command again.",
            exit_code=ExitCode.UNAVAILABLE,
        ) from error


def _older(stack: str, output: str) -> Failure:
    return Failure(
        "stack_too_old",
        f"The stack {stack} has no output {output}.",
        remedy="Deploy it, or use the mediactl of the version that is deployed.",
        exit_code=ExitCode.USAGE,
    )
