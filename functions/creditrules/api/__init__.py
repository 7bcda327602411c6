"""The GraphQL API: its schema, what it asks of the domain, and HTTP around it."""

from creditrules.api.asgi import AsgiApp
from creditrules.api.catalogue import Catalogue
from creditrules.api.deciding import LONGEST_RETENTION, Recording
from creditrules.api.engine import Engine
from creditrules.api.graphiql import Graphiql
from creditrules.api.http import Application, Request, Response
from creditrules.api.limits import DocumentLimits
from creditrules.api.negotiation import GRAPHQL_RESPONSE
from creditrules.api.schema import GRAPHQL_SCHEMA
from creditrules.api.sdl import SchemaChange, schema_sdl, sdl_changes

__all__ = [
    "GRAPHQL_RESPONSE",
    "GRAPHQL_SCHEMA",
    "LONGEST_RETENTION",
    "Application",
    "AsgiApp",
    "Catalogue",
    "DocumentLimits",
    "Engine",
    "Graphiql",
    "Recording",
    "Request",
    "Response",
    "SchemaChange",
    "schema_sdl",
    "sdl_changes",
]
