"""What the Lambda functions find under /opt, and how it gets there."""
