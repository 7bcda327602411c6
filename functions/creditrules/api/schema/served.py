"""The schema that is served: from its image where one is kept, else built, and then kept for the next process.

`python -m creditrules.api.schema.served` keeps the image of an archive, which is used whatever becomes of the times of
its files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from graphql import GraphQLSchema

from creditrules.api.engine.documents import shipped_documents
from creditrules.api.schema.image import ImagedSchema, keep_image, kept_image

__all__ = ["served_schema"]


def served_schema(*, federation: bool) -> GraphQLSchema:
    """The schema that is executed. federation: with what a gateway asks a subgraph for, built when it is wanted."""
    if federation:
        from creditrules.api.schema.federation import federated_schema  # noqa: PLC0415 - all types, and strawberry

        return federated_schema()
    return _own()


@cache
def _own() -> GraphQLSchema:
    kept = kept_image()
    if kept is not None:
        return ImagedSchema(kept)
    from creditrules.api.schema.built import GRAPHQL_SCHEMA  # noqa: PLC0415 - as above
    from creditrules.api.schema.image import image_of  # noqa: PLC0415 - as above

    if not sys.dont_write_bytecode:
        with suppress(OSError):  # as of bytecode, where nothing can be written
            keep_image(image_of(GRAPHQL_SCHEMA, _for_partners()))
    return GRAPHQL_SCHEMA


def _for_partners() -> Iterator[str]:
    """The documents that partners send first, which are held against the schema with it."""
    return (text for name, text in shipped_documents().items() if name.startswith("partner/"))


if __name__ == "__main__":
    from creditrules.api.schema.built import GRAPHQL_SCHEMA
    from creditrules.api.schema.image import image_of

    keep_image(image_of(GRAPHQL_SCHEMA, _for_partners()), unchecked=True)
