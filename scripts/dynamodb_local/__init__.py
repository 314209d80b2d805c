"""Amazon's own DynamoDB Local, as a second engine for the tests of the stores."""
