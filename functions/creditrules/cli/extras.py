"""What the package itself does not bring: which extra has a library that is missing."""

from __future__ import annotations

from typing import Final

__all__ = ["EXTRA_OF", "advice"]

EXTRA_OF: Final = {
    "botocore": "aws",
    "cryptography": "serve",
    "graphql": "serve",
    "h11": "serve",
    "jwt": "serve",
    "mcp": "mcp",
    "openpyxl": "excel",
    "pyspark": "spark",
    "rfc3161_client": "timestamps",
    "rich": "cli",
    "strawberry": "serve",
    "typer": "cli",
    "uvicorn": "serve",
}
"""The smallest extra by the name that is imported; what brings it is said in pyproject.toml."""


def advice(missing: ModuleNotFoundError) -> str | None:
    """What to install, as one sentence; None for a module that no extra brings."""
    name = (missing.name or "").partition(".")[0]
    extra = EXTRA_OF.get(name)
    return extra and f"This needs {name}, which is not installed: pip install 'creditrules[{extra}]'"
