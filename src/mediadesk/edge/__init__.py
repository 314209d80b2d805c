"""Help for entry points: HTTP, sign-in, batches, logs. Knows neither AWS adapters nor services."""
