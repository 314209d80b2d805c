"""What an attacker tries at the HTTP API, and what becomes of it."""
