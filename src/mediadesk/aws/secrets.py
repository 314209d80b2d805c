"""Secrets that a deployment generated for itself."""

from typing import TYPE_CHECKING

from mediadesk.aws.failures import translated

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def read_secret(client: "SecretsManagerClient", secret_id: str) -> str:
    with translated():
        return client.get_secret_value(SecretId=secret_id)["SecretString"]
