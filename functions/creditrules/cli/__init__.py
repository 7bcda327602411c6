"""The command line `creditrules`: run it all here, try rules on files, talk to a service."""

from creditrules.cli.main import app, main

__all__ = ["app", "main"]
