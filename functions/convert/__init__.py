"""Uploads become thumbnails, GIFs and WEBMs here."""
