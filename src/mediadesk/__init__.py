"""mediadesk: media conversion and assignment on AWS Lambda."""
