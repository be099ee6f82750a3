"""The assistant: answers from tools, every figure checked against what the tools returned."""
