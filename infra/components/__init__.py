"""One part of the environment a file."""
