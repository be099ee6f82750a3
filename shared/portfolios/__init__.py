"""What a person owns: transactions, lots, positions and cash."""
