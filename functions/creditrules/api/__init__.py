"""The GraphQL API: its schema, what it asks of the domain, and HTTP around it."""

from creditrules.api.budgets import Budgets
from creditrules.api.context import RequestContext
from creditrules.api.engine.documents import TrustedDocuments, document_digest, shipped_documents
from creditrules.api.engine.documents_checked import document_faults
from creditrules.api.engine.execution import Answer, Engine
from creditrules.api.engine.operation import Operation
from creditrules.api.engine.outages import METRICS, note_undelivered
from creditrules.api.http.asgi import AsgiApp
from creditrules.api.http.authorizer import authorizer
from creditrules.api.http.early import early_refusal, note_too_busy
from creditrules.api.http.endpoint import Application
from creditrules.api.http.gateway import Event, Handler, behind_gateway, public_behind_gateway
from creditrules.api.http.graphiql import Graphiql
from creditrules.api.http.messages import Request, Response, WebPage, json_response
from creditrules.api.http.negotiation import GRAPHQL_RESPONSE
from creditrules.api.http.origins import Origins
from creditrules.api.http.public.application import PublicApplication
from creditrules.api.http.public.keeping import KeptPages
from creditrules.api.http.public.pages import PublicPages
from creditrules.api.http.readiness import Readiness
from creditrules.api.http.refusing import Refused
from creditrules.api.http.this_machine import asked_of_this_machine
from creditrules.api.schema.ahead import load_resolvers
from creditrules.api.schema.built import GRAPHQL_SCHEMA
from creditrules.api.schema.federation import federation_sdl
from creditrules.api.schema.released import AllowedChange, refused_changes
from creditrules.api.schema.rights_told import rights_page
from creditrules.api.schema.sdl import SchemaChange, schema_sdl, sdl_changes
from creditrules.api.schema.served import served_schema

__all__ = [
    "GRAPHQL_RESPONSE",
    "GRAPHQL_SCHEMA",
    "METRICS",
    "AllowedChange",
    "Answer",
    "Application",
    "AsgiApp",
    "Budgets",
    "Engine",
    "Event",
    "Graphiql",
    "Handler",
    "KeptPages",
    "Operation",
    "Origins",
    "PublicApplication",
    "PublicPages",
    "Readiness",
    "Refused",
    "Request",
    "RequestContext",
    "Response",
    "SchemaChange",
    "TrustedDocuments",
    "WebPage",
    "asked_of_this_machine",
    "authorizer",
    "behind_gateway",
    "document_digest",
    "document_faults",
    "early_refusal",
    "federation_sdl",
    "json_response",
    "load_resolvers",
    "note_too_busy",
    "note_undelivered",
    "public_behind_gateway",
    "refused_changes",
    "rights_page",
    "schema_sdl",
    "sdl_changes",
    "served_schema",
    "shipped_documents",
]
