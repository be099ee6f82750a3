"""Alerts: what people want to be told of, found out after each ingestion, told once."""
