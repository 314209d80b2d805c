"""Repairs after a deploy: the properties that the emulator's CloudFormation drops, by service."""
