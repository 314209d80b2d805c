"""What CloudFormation's buckets lose in the emulator."""

from typing import Any, ClassVar, Final

from botocore.exceptions import ClientError

from local.account import Account

BUCKET = "AWS::S3::Bucket"
Properties = dict[str, Any]

SAME_IN_BOTH: Final = (
    "AbortIncompleteMultipartUpload",
    "NoncurrentVersionExpiration",
    "Status",
)
"""Parts of a lifecycle rule that CloudFormation and S3 write alike."""

EXPIRATIONS: Final = {
    "ExpirationInDays": "Days",
    "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
}
"""What CloudFormation writes beside the rest of a rule, and S3 below `Expiration`."""


class Lifecycle:
    kind: ClassVar[str] = BUCKET
    property: ClassVar[str] = "LifecycleConfiguration"

    def wanted(self, given: Properties) -> list[Properties]:
        return [_rule(number, rule) for number, rule in enumerate(given["Rules"])]

    def set(self, account: Account, name: str, wanted: Any) -> None:  # noqa: ANN401 - see Fixup
        account.s3.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": wanted}
        )

    def read(self, account: Account, name: str) -> list[Properties]:
        try:
            found = account.s3.get_bucket_lifecycle_configuration(Bucket=name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration":
                return []
            raise
        return [dict(rule) for rule in found["Rules"]]


class ObjectLock:
    kind: ClassVar[str] = BUCKET
    property: ClassVar[str] = "ObjectLockConfiguration"

    def wanted(self, given: Properties) -> Properties:
        return given

    def set(self, account: Account, name: str, wanted: Any) -> None:  # noqa: ANN401 - see Fixup
        account.s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=wanted)

    def read(self, account: Account, name: str) -> Properties:
        try:
            found = account.s3.get_object_lock_configuration(Bucket=name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ObjectLockConfigurationNotFoundError":
                return {}
            raise
        return dict(found["ObjectLockConfiguration"])


def _rule(number: int, given: Properties) -> Properties:
    rule = {"ID": given.get("Id", str(number)), "Filter": {"Prefix": given.get("Prefix", "")}}
    expiration = {theirs: given[ours] for ours, theirs in EXPIRATIONS.items() if ours in given}
    if expiration:
        rule["Expiration"] = expiration
    known = {"Id", "Prefix", *EXPIRATIONS, *SAME_IN_BOTH}
    if unknown := given.keys() - known:
        raise ValueError(f"a lifecycle rule has {', '.join(sorted(unknown))}, not known here")
    return rule | {key: given[key] for key in SAME_IN_BOTH if key in given}
