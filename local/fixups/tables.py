"""What CloudFormation's tables lose in the emulator."""

import json
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from local.account import Account

TABLE = "AWS::DynamoDB::Table"
Properties = dict[str, Any]


class TimeToLive:
    kind: ClassVar[str] = TABLE
    property: ClassVar[str] = "TimeToLiveSpecification"

    def wanted(self, given: Properties) -> str:
        return str(given["AttributeName"])

    def set(self, account: Account, name: str, wanted: str) -> None:
        account.dynamodb.update_time_to_live(
            TableName=name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": wanted},
        )

    def read(self, account: Account, name: str) -> str:
        found = account.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        return found.get("AttributeName", "")


class PointInTimeRecovery:
    kind: ClassVar[str] = TABLE
    property: ClassVar[str] = "PointInTimeRecoverySpecification"

    def wanted(self, given: Properties) -> bool:
        return bool(given["PointInTimeRecoveryEnabled"])

    def set(self, account: Account, name: str, wanted: bool) -> None:
        account.dynamodb.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": wanted},
        )

    def read(self, account: Account, name: str) -> bool:
        found = account.dynamodb.describe_continuous_backups(TableName=name)
        backups = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        return backups["PointInTimeRecoveryStatus"] == "ENABLED"


class ResourcePolicy:
    """Kept and shown by the emulator, but never enforced there: only the roles refuse."""

    kind: ClassVar[str] = TABLE
    property: ClassVar[str] = "ResourcePolicy"

    def wanted(self, given: Properties) -> Properties:
        return dict(given["PolicyDocument"])

    def set(self, account: Account, name: str, wanted: Properties) -> None:
        account.dynamodb.put_resource_policy(
            ResourceArn=self._arn(account, name), Policy=json.dumps(wanted)
        )

    def read(self, account: Account, name: str) -> Properties:
        try:
            found = account.dynamodb.get_resource_policy(ResourceArn=self._arn(account, name))
        except ClientError as error:
            if error.response["Error"]["Code"] == "PolicyNotFoundException":
                return {}
            raise
        return dict(json.loads(found["Policy"]))

    def _arn(self, account: Account, name: str) -> str:
        return account.dynamodb.describe_table(TableName=name)["Table"]["TableArn"]
