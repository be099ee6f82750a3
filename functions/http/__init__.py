"""The HTTP API: one streaming function in front of a FastAPI application."""
