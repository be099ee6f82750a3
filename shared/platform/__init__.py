"""Ports to storage and the outside world, with their adapters."""
