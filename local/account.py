"""How the runner talks to the emulated AWS account: as its root, in signed requests."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import boto3
from botocore.client import BaseClient
from botocore.config import Config

from local.instance import REGION

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client

# No proxy, whatever the environment says: the emulator is on this machine.
CONFIG: Final = Config(proxies={})
STORAGE_CONFIG: Final = CONFIG.merge(Config(s3={"addressing_style": "path"}))

# What the emulator takes for its root; it opens nothing outside of this machine.
ROOT_KEY: Final = "test"


@dataclass(frozen=True)
class Account:
    """Clients of one running emulator, made when first asked for."""

    endpoint_url: str

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_KEY, region_name=REGION
        )

    def close(self) -> None:
        """Close every client that was made."""
        for value in vars(self).values():
            if isinstance(value, BaseClient):
                value.close()

    @cached_property
    def apigatewayv2(self) -> "ApiGatewayV2Client":
        return self._session.client("apigatewayv2", endpoint_url=self.endpoint_url, config=CONFIG)

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        return self._session.client("cloudformation", endpoint_url=self.endpoint_url, config=CONFIG)

    @cached_property
    def cognito(self) -> "CognitoIdentityProviderClient":
        return self._session.client("cognito-idp", endpoint_url=self.endpoint_url, config=CONFIG)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        return self._session.client("dynamodb", endpoint_url=self.endpoint_url, config=CONFIG)

    @cached_property
    def lambda_(self) -> "LambdaClient":
        return self._session.client("lambda", endpoint_url=self.endpoint_url, config=CONFIG)

    @cached_property
    def s3(self) -> "S3Client":
        return self._session.client("s3", endpoint_url=self.endpoint_url, config=STORAGE_CONFIG)
