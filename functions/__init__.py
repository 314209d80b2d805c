"""Entry points: a file called on_*.py is a Lambda function, nothing else is."""
