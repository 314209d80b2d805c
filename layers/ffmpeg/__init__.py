"""The layer with the FFmpeg binary."""
