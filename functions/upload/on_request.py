"""HTTP: uploads, assets and their conversions, and whether the service is up."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.upload import assets, conversions, uploads
from mediadesk.contracts import http as shapes
from mediadesk.edge import http
from mediadesk.edge.documents import public_answers

app = http.resolver()
for subject in (uploads, assets, conversions):
    app.include_router(subject.router)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return http.respond(app, event, context)


@app.get(
    "/api/health",
    operation_id="get_health",
    summary="Say that the service is up",
    description="Needs no token and reads no data.",
    tags=["service"],
    responses=public_answers(200, "The service is up."),
)
def get_health() -> shapes.Health:
    return shapes.Health()
