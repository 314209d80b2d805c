"""How a function follows the streams of tables, and where what it can't handle ends."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs

from infra.acknowledged import acknowledge
from infra.config import Stage
from infra.constructs.queues import dead_letter_queue
from infra.constructs.tables import Tables
from infra.function import Function
from mediadesk.tables import Table


def follow(
    function: Function,
    streams: Mapping[Table, int],
    *,
    tables: Tables,
    stage: Stage,
    max_age: Duration,
) -> sqs.Queue:
    """Call the function with every change of these tables, in order for each item.

    The numbers say how many changes come at once at most. One that fails is tried again until it
    is so old; then the queue that is returned is told where it stands in its stream.
    """
    lost = dead_letter_queue(function, "Lost", stage=stage)
    acknowledge(lost, SQS3="it is a dead-letter queue itself, of streams")
    for table, batch_size in streams.items():
        _let_read(function, table, tables)
        _map(function, table, tables, lost, batch_size, max_age)
    return lost


def _let_read(function: Function, table: Table, tables: Tables) -> None:
    reading = ("DescribeStream", "GetRecords", "GetShardIterator")
    function.allow(*(f"dynamodb:{action}" for action in reading), on=tables.stream_arn(table))
    streams = f"{tables.arn(table)}/stream/*"
    function.allow("dynamodb:ListStreams", on=streams, any_of="it asks which streams there are")


def _map(
    function: Function,
    table: Table,
    tables: Tables,
    lost: sqs.Queue,
    batch_size: int,
    max_age: Duration,
) -> None:
    mapping = lambda_.EventSourceMapping(
        function,
        f"Follow{table.name.title().replace('_', '')}",
        target=function.resource,
        event_source_arn=tables.stream_arn(table),
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=batch_size,
        parallelization_factor=10,
        report_batch_item_failures=True,
        # A change that kills the function each time is at last alone, and holds up its item only
        # with those few that share its lane.
        bisect_batch_on_error=True,
        # Without a number of attempts age alone ends them: what a table or a service refuses for
        # half an hour is not lost after a handful of tries within seconds. What comes after it in
        # its lane is done again each time, and must bear that.
        max_record_age=max_age,
        on_failure=event_sources.SqsDlq(lost),
    )
    mapping.node.add_dependency(function.role)
