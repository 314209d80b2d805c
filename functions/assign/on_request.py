"""HTTP: the directory of users, what each of them holds, their histories, and the audit."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.assign import assignments, audit, bulks, histories, undos, users
from mediadesk.edge import http

app = http.resolver()
for subject in (users, assignments, bulks, undos, histories, audit):
    app.include_router(subject.router)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return http.respond(app, event, context)
