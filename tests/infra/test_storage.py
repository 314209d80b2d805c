"""Files are nobody's but ours, and their arrival is told by storage alone."""

import pytest

from tests.infra.templates import Resource, Templates

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


def media_bucket(stage: Templates) -> Resource:
    buckets = stage.properties("AWS::S3::Bucket")
    (media,) = [bucket for bucket in buckets if "CorsConfiguration" in bucket]
    return media


def test_a_browser_may_send_forms_and_parts_and_read_the_mark_of_each_part(
    prod: Templates,
) -> None:
    (rule,) = media_bucket(prod)["CorsConfiguration"]["CorsRules"]
    assert set(rule["AllowedMethods"]) == {"POST", "PUT", "GET", "HEAD"}
    assert rule["ExposedHeaders"] == ["ETag"]
    assert "*" not in rule["AllowedOrigins"]


def test_parts_outlive_the_day_in_which_an_upload_may_be_resumed(prod: Templates) -> None:
    rules = media_bucket(prod)["LifecycleConfiguration"]["Rules"]
    (tidying,) = [rule for rule in rules if "AbortIncompleteMultipartUpload" in rule]
    assert tidying["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 2}
    assert "ExpirationInDays" not in tidying


def test_older_versions_are_forgotten_but_never_those_of_originals(prod: Templates) -> None:
    rules = media_bucket(prod)["LifecycleConfiguration"]["Rules"]
    forgetting = {
        rule["Prefix"]: rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for rule in rules
        if "NoncurrentVersionExpiration" in rule
    }
    assert forgetting == {"outputs/": 30, "work/": 1}


def test_pieces_are_forgotten_and_nothing_else_that_is_shown(prod: Templates) -> None:
    rules = media_bucket(prod)["LifecycleConfiguration"]["Rules"]
    (forgetting,) = [rule for rule in rules if "ExpirationInDays" in rule]
    assert (forgetting["Prefix"], forgetting["ExpirationInDays"]) == ("work/", 14)


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
