"""What goes into the archives, and what must hold of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "ARCHIVES",
    "LAYER",
    "LEFT_OUT",
    "LICENCES",
    "PLATFORMS",
    "PYTHON",
    "SERVICES",
    "STATED",
    "Archive",
    "Platform",
]

PYTHON: Final = "3.13"
"""That of the functions, as serverless.yml names it: bytecode is of one version."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A processor. name: as serverless.yml calls it. machine: as wheels and `platform.machine` do."""

    name: str
    machine: str


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive. A function that needs other libraries, as one would that only verifies tokens, gets its own here.

    name: of its files. handlers: the modules of `creditrules.handlers` that it is for. pins: the file of all that it
    holds beside us. largest: bytes of it that are not to be exceeded; more has to be wanted.
    """

    name: str
    handlers: tuple[str, ...]
    pins: str
    largest: int


PLATFORMS: Final = (Platform("arm64", "aarch64"), Platform("x86_64", "x86_64"))
ARCHIVES: Final = (
    Archive(
        "creditrules",
        ("authorizer", "disclosure", "feed", "graphql", "http", "population", "upkeep"),
        "constraints-aws.txt",
        25_000_000,
    ),
)

SERVICES: Final = frozenset({"dynamodb", "events", "kms", "s3", "scheduler", "sqs"})
"""Of AWS, those that we have clients of. botocore describes four hundred, which is most of what it weighs."""
LAYER: Final = frozenset({"numpy", "pyarrow"})
"""Libraries that the functions of populations have from their layer."""
LEFT_OUT: Final = (
    "functions/creditrules/__main__.py",
    "functions/creditrules/api/http/graphiql/static/",
    "functions/creditrules/cli/",
    "functions/creditrules/population/report/",
    "functions/creditrules/population/suggestion/",
    "functions/creditrules/store/aws/embedded.py",
    "functions/creditrules/store/aws/embedded_keys.py",
    "functions/creditrules/store/aws/examining.py",
    "functions/creditrules/store/aws/functions.py",
    "functions/creditrules/store/aws/scanning.py",
    "functions/creditrules/store/leaving/",
)
"""What of ours is for commands, for browsers on one machine, and for tests."""

LICENCES: Final = frozenset({"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"})
"""Those that a library in an archive may have, by their names in SPDX."""
STATED: Final = {"python-dateutil": "Apache-2.0 OR BSD-3-Clause"}
"""By library, the licence that its text gives, where its metadata name none that can be read."""
