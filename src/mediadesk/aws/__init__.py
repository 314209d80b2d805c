"""The ports, on AWS; the only place with boto3 or PynamoDB."""
