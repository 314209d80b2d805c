"""What every bucket of ours has: nobody's but ours, encrypted, over TLS, with its access logged."""

from collections.abc import Sequence

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage


def private_bucket(
    scope: Construct,
    construct_id: str,
    *,
    stage: Stage,
    name: str,
    cors: Sequence[s3.CorsRule] = (),
    versioned: bool = False,
    lock: s3.ObjectLockRetention | None = None,
    lifecycle_rules: Sequence[s3.LifecycleRule] = (),
) -> s3.Bucket:
    """A bucket without public access; in the cloud a second one beside it logs who used it."""
    log = None if stage.is_local else _access_log(scope, f"{construct_id}Log", stage)
    return s3.Bucket(
        scope,
        construct_id,
        bucket_name=bucket_name(stage, name),
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        # The emulator speaks plain HTTP.
        enforce_ssl=not stage.is_local,
        removal_policy=_removal(stage),
        server_access_logs_bucket=log,
        cors=list(cors),
        versioned=versioned,
        object_lock_default_retention=lock,
        lifecycle_rules=list(lifecycle_rules),
    )


def bucket_name(stage: Stage, name: str) -> str:
    """The name of a bucket of this stage; in the cloud the whole world shares these names."""
    own = f"{stage.prefix}{name}"
    return own if stage.is_local else f"{own}-{Aws.ACCOUNT_ID}-{Aws.REGION}"


def local_site_bucket(scope: Construct, construct_id: str, *, stage: Stage) -> s3.Bucket:
    """A bucket that any browser on this machine reads; only for the local stage."""
    return s3.Bucket(
        scope,
        construct_id,
        bucket_name=bucket_name(stage, "site"),
        block_public_access=s3.BlockPublicAccess.BLOCK_ACLS_ONLY,
        public_read_access=True,
        website_index_document="index.html",
        removal_policy=RemovalPolicy.DESTROY,
    )


def _access_log(scope: Construct, construct_id: str, stage: Stage) -> s3.Bucket:
    return s3.Bucket(
        scope,
        construct_id,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        removal_policy=_removal(stage),
        lifecycle_rules=[s3.LifecycleRule(id="forget", expiration=Duration.days(90))],
    )


def _removal(stage: Stage) -> RemovalPolicy:
    return RemovalPolicy.RETAIN if stage.keeps_data else RemovalPolicy.DESTROY
