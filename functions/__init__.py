"""How the world reaches Plumbline: HTTP, timers and queues. The only package that knows Azure Functions or FastAPI."""
