"""What AWS asks for what a conversion uses, in US dollars; check it before you count on it."""

from typing import Final

AS_OF: Final = "December 2024"
REGION: Final = "us-east-1"
SOURCES: Final = (
    "https://aws.amazon.com/lambda/pricing/",
    "https://aws.amazon.com/s3/pricing/",
    "https://aws.amazon.com/sqs/pricing/",
    "https://aws.amazon.com/dynamodb/pricing/on-demand/",
)

GIB_SECOND: Final = {"arm64": 0.0000133334, "x86_64": 0.0000166667}
SCRATCH_GIB_SECOND: Final = 0.0000000309
"""For what a function has above the half GiB that comes with it."""
INVOCATION: Final = 0.20 / 1_000_000
PUT: Final = 0.005 / 1_000
GET: Final = 0.0004 / 1_000
QUEUE_REQUEST: Final = 0.40 / 1_000_000
WRITE_UNIT: Final = 0.625 / 1_000_000
READ_UNIT: Final = 0.125 / 1_000_000

MEMORY_GIB: Final = 3538 / 1024
SCRATCH_GIB: Final = 10 - 0.5
PUTS: Final = 5
"""The upload and four outputs."""
GETS: Final = 2
INVOCATIONS: Final = 3
"""The converter, and the functions that hear of the upload and of the outcome."""
QUEUE_REQUESTS: Final = 8
"""Two messages sent, received and deleted, and a converter's hold on one of them renewed."""
WRITE_UNITS: Final = 60
READ_UNITS: Final = 20
"""As docs/access-patterns.md counts them, from the announcement to the tidying up."""


def of_compute(architecture: str, seconds: float) -> float:
    """A converter that runs so long."""
    memory = MEMORY_GIB * GIB_SECOND[architecture]
    return seconds * (memory + SCRATCH_GIB * SCRATCH_GIB_SECOND)


def of_requests() -> float:
    """All else that one conversion asks of AWS; neither storage nor transfer to browsers."""
    storage = PUTS * PUT + GETS * GET
    tables = WRITE_UNITS * WRITE_UNIT + READ_UNITS * READ_UNIT
    return storage + tables + INVOCATIONS * INVOCATION + QUEUE_REQUESTS * QUEUE_REQUEST
