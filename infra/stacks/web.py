"""Where the pages are served from."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import config
from infra.acknowledged import acknowledge
from infra.constructs.buckets import local_site_bucket, private_bucket
from infra.constructs.console import INDEXES, PATHS, page_headers, page_policy
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
            self.origin = f"https://{self._distribution(bucket, stage).distribution_domain_name}"
        CfnOutput(self, "SiteBucket", value=bucket.bucket_name)
        CfnOutput(self, "WebOrigin", value=self.origin)
        CfnOutput(self, "PagePolicy", value=page_policy(stage))

    def _distribution(self, bucket: s3.Bucket, stage: config.Stage) -> cloudfront.Distribution:
        files = origins.S3BucketOrigin.with_origin_access_control(bucket)
        indexes = cloudfront.FunctionAssociation(
            function=cloudfront.Function(
                self,
                "Indexes",
                code=cloudfront.FunctionCode.from_inline(INDEXES),
                runtime=cloudfront.FunctionRuntime.JS_2_0,
            ),
            event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
        )
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            default_behavior=_pages(
                files, indexes, cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS
            ),
            additional_behaviors={PATHS: _pages(files, indexes, page_headers(self, stage))},
        )
        acknowledge(
            distribution,
            CFR1="admins travel",
            CFR2="static files from a bucket: there is nothing behind them to protect",
            CFR3="the bucket logs who read what",
            CFR4="CloudFront's own name allows no choice; a name of one's own does",
        )
        return distribution


def _pages(
    files: cloudfront.IOrigin,
    indexes: cloudfront.FunctionAssociation,
    headers: cloudfront.IResponseHeadersPolicy,
) -> cloudfront.BehaviorOptions:
    return cloudfront.BehaviorOptions(
        origin=files,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        response_headers_policy=headers,
        function_associations=[indexes],
    )
