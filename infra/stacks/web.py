"""Where the pages are served from."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import config
from infra.acknowledged import acknowledge
from infra.constructs.buckets import local_site_bucket, private_bucket
from infra.stacks.placement import stack_options


class WebStack(Stack):
    """The bucket of static files; in the cloud behind CloudFront, which alone may read it."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: config.Stage) -> None:
        super().__init__(scope, construct_id, **stack_options(stage))
        if stage.is_local:
            bucket = local_site_bucket(self, "Site", stage=stage)
            self.origin = stage.engine_url
        else:
            bucket = private_bucket(self, "Site", stage=stage, name="site")
            self.origin = f"https://{self._distribution(bucket).distribution_domain_name}"
        CfnOutput(self, "SiteBucket", value=bucket.bucket_name)
        CfnOutput(self, "WebOrigin", value=self.origin)

    def _distribution(self, bucket: s3.Bucket) -> cloudfront.Distribution:
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            default_root_object="index.html",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
            ),
        )
        acknowledge(
            distribution,
            CFR1="admins travel",
            CFR2="static files from a bucket: there is nothing behind them to protect",
            CFR3="the bucket logs who read what",
            CFR4="CloudFront's own name allows no choice; a name of one's own does",
        )
        return distribution
