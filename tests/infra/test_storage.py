"""Files are nobody's but ours, and their arrival is told by storage alone."""

import pytest

from tests.infra.templates import Templates

pytestmark = pytest.mark.slow


def test_no_bucket_can_be_read_by_the_world(prod: Templates) -> None:
    for bucket in prod.properties("AWS::S3::Bucket"):
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_every_bucket_refuses_plain_http(prod: Templates) -> None:
    policies = prod.properties("AWS::S3::BucketPolicy")
    assert len(policies) == len(prod.properties("AWS::S3::Bucket"))
    for policy in policies:
        statements = policy["PolicyDocument"]["Statement"]
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        assert any(s["Effect"] == "Deny" and s.get("Condition") == insecure for s in statements)


def test_originals_and_outputs_outlive_their_stack(prod: Templates) -> None:
    buckets = prod.resources("AWS::S3::Bucket").values()
    assert {bucket["DeletionPolicy"] for bucket in buckets} == {"Retain"}


def test_only_originals_are_announced(prod: Templates) -> None:
    buckets = prod.properties("AWS::S3::Bucket")
    (told,) = [b["NotificationConfiguration"] for b in buckets if "NotificationConfiguration" in b]
    (queue,) = told["QueueConfigurations"]
    assert queue["Event"] == "s3:ObjectCreated:*"
    assert queue["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "uploads/"}]


def test_the_uploads_queue_listens_to_this_account_s_storage_only(prod: Templates) -> None:
    policies = prod.properties("AWS::SQS::QueuePolicy")
    allowed = [
        statement
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    (statement,) = allowed
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }


def test_a_message_that_fails_for_good_is_kept(prod: Templates) -> None:
    queues = prod.properties("AWS::SQS::Queue")
    working = [queue for queue in queues if "RedrivePolicy" in queue]
    assert len(working) == 4
    assert {queue["MessageRetentionPeriod"] for queue in queues} == {14 * 24 * 3600}


def test_a_copy_in_the_archive_can_be_neither_replaced_nor_removed(
    prod: Templates, local: Templates
) -> None:
    for stage, mode, days in ((prod, "COMPLIANCE", 3650), (local, "GOVERNANCE", 1)):
        buckets = stage.properties("AWS::S3::Bucket")
        (archive,) = [b for b in buckets if "ObjectLockConfiguration" in b]
        assert archive["VersioningConfiguration"] == {"Status": "Enabled"}
        retention = archive["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
        assert retention == {"Mode": mode, "Days": days}
