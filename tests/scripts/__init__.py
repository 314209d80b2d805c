"""What every entry point relies on."""
