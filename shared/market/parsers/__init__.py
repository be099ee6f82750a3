"""One pure module a format."""
