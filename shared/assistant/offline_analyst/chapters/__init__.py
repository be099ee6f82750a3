"""What the analyst can write about, a module a group of topics."""
