"""The Azure environment as a program: `pulumi up` makes it, `make test-infra` proves it."""
