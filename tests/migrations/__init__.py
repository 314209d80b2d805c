"""Migrations: what they do to old items, and how they stop and go on."""
