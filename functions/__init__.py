"""How the world reaches Plumbline: the only package that knows Functions and FastAPI."""
