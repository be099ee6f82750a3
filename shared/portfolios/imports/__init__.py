"""Broker files: detection, parsing, preview and confirmation."""
