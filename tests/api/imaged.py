"""The schema as it is served: read from its image."""

from __future__ import annotations

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.schema.image import ImagedSchema, image_of

IMAGE = image_of(GRAPHQL_SCHEMA)
SERVED = ImagedSchema(IMAGE)
