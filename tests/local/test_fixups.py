"""What the emulator's CloudFormation drops is translated whole, or refused."""

from typing import Any

import pytest

from local.fixups.buckets import Lifecycle
from local.fixups.repair import resolved


def test_a_lifecycle_rule_is_written_as_storage_reads_it() -> None:
    given = {
        "Rules": [
            {
                "Id": "tidy",
                "Status": "Enabled",
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                "ExpiredObjectDeleteMarker": True,
            },
            {"Status": "Enabled", "Prefix": "tmp/", "ExpirationInDays": 3},
        ]
    }
    assert Lifecycle().wanted(given) == [
        {
            "ID": "tidy",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
        },
        {"ID": "1", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 3}},
    ]


def test_a_rule_that_can_not_be_translated_is_not_half_applied() -> None:
    rule = {"Status": "Enabled", "Transitions": [{"StorageClass": "GLACIER"}]}
    with pytest.raises(ValueError, match="Transitions"):
        Lifecycle().wanted({"Rules": [rule]})


def test_references_within_a_stack_are_resolved_at_any_depth() -> None:
    given = {"a": [{"Ref": "Bucket"}, 1], "b": {"c": "plain"}}
    assert resolved(given, {"Bucket": "media"}) == {"a": ["media", 1], "b": {"c": "plain"}}


@pytest.mark.parametrize("value", [{"Fn::GetAtt": ["Key", "Arn"]}, {"Fn::Sub": "${A}"}])
def test_an_expression_that_is_not_understood_is_refused(value: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match="can't be repaired"):
        resolved({"key": value}, {})
