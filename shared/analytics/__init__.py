"""Returns, performance and risk: pure arithmetic over series."""
