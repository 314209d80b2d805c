"""How AWS is called: quick to notice that nobody answers, and persistent for a few seconds only."""

import os
from typing import TYPE_CHECKING, Literal

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from mediadesk.aws.signing import WindowSigner
from mediadesk.domain.errors import ServiceUnavailable

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


def s3() -> "S3Client":
    return boto3.client("s3", config=_s3_config().merge(Config(signature_version="s3v4")))


def s3_addresses() -> "S3Client":
    """Signs nothing: good for the plain addresses of objects."""
    return boto3.client("s3", config=_s3_config().merge(Config(signature_version=UNSIGNED)))


def signer() -> WindowSigner:
    """Signs with the credentials of this process, which may be renewed while it runs."""
    session = boto3.Session()
    credentials, region = session.get_credentials(), session.region_name
    if credentials is None or region is None:
        raise ServiceUnavailable("There are no AWS credentials, or no region, to sign with.")
    return WindowSigner(credentials, region)


def sqs() -> "SQSClient":
    return boto3.client("sqs", config=_config())


def secrets() -> "SecretsManagerClient":
    return boto3.client("secretsmanager", config=_config())


def cloudformation() -> "CloudFormationClient":
    return boto3.client("cloudformation", config=_config())


def sockets(callback_url: str, attempts: int = 3) -> "ApiGatewayManagementApiClient":
    """Gives up on a connection soon: it keeps what others wait for."""
    soon = Config(
        connect_timeout=1,
        read_timeout=1,
        retries={"total_max_attempts": attempts},
        max_pool_connections=32,
    )
    return boto3.client(
        "apigatewaymanagementapi", endpoint_url=callback_url, config=_config().merge(soon)
    )


def _config() -> Config:
    return Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 3},
    )


def _s3_config() -> Config:
    """Addresses buckets by path where another engine stands in for AWS: it has no host names."""
    style: Literal["path", "virtual"] = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
    own = Config(
        s3={"addressing_style": style},
        # An address stays the same only without the SDK's wish for a checksum in it.
        response_checksum_validation="when_required",
    )
    return _config().merge(own)
