"""The assistant's tools, by subject. Each is a method whose signature is its schema."""
