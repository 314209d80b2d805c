"""How a function is woken by the clock."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets

from infra.function import Function


def every_minute(function: Function) -> None:
    """Call `function` each minute; a call that fails is not repeated, the next one is near."""
    target = targets.LambdaFunction(
        function.resource, retry_attempts=0, max_event_age=Duration.minutes(1)
    )
    events.Rule(
        function,
        "EveryMinute",
        schedule=events.Schedule.rate(Duration.minutes(1)),
        targets=[target],
    )
