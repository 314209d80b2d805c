"""Whole walks through the real stack in the emulator."""
