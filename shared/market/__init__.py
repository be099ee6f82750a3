"""Market data: from provider answers to prices that can be read."""
