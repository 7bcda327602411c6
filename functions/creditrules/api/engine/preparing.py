"""Documents parsed, bounded and validated, once per text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
)

from creditrules.api.engine.documents import Document, document_digest
from creditrules.api.engine.faults import MOST_ERRORS, ErrorData, bounded, error_data
from creditrules.api.engine.limits import refuse_oversized
from creditrules.api.engine.plans.plan import Plan
from creditrules.api.engine.validation.syntax import syntax_sentence
from creditrules.cache import Recent
from creditrules.config import Limits
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field

__all__ = ["SOUND", "Prepared", "Preparing", "sound_documents", "syntax_data"]

SOUND = "creditrules-sound"
"""What a schema that was read from its image knows of documents, in its extensions: see `sound_documents`."""

LONGEST_KEPT = 8192
MOST_KEPT = 128
"""A kept document takes up to a megabyte, and its plans about as much; longer texts are checked each time."""
MOST_REGISTERED = 256
"""Of what lenders have registered, which costs a parsing again where a process answers more of them in turn."""


@dataclass(slots=True)
class Prepared:
    """A document that parses, with what is wrong about it.

    lists: how many items each variable may have that is a list itself. costs: what its operations cost, where no
    variable plays a part in that. plans: of its operations, by their names.
    """

    document: DocumentNode
    errors: tuple[ErrorData, ...]
    lists: dict[str, int]
    costs: dict[str, int] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)


class Preparing:
    """Prepares documents for a schema; keeps trusted ones by their digest, short ones by their text; thread-safe.

    Those that were shipped stay; of those that lenders registered, as of texts, the last used.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, introspection: bool, suggestions: bool) -> None:
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._hide_suggestions = not suggestions
        self._kept: Recent[str, Prepared] = Recent(MOST_KEPT)
        self._shipped: dict[str, Prepared] = {}
        self._registered: Recent[str, Prepared] = Recent(MOST_REGISTERED)

    def prepare(self, document: Document) -> Prepared:
        """The document as it can be executed. Raises GraphQLSyntaxError; Refusal."""
        if document.digest is None:
            return self._of_text(document.text)
        if document.shipped:
            shipped = self._shipped.get(document.digest)
            if shipped is None:
                known = self._schema.extensions.get(SOUND, {}).get(document.digest)
                shipped = self._shipped[document.digest] = self._check(document.text, known)
            return shipped
        registered = self._registered.find(document.digest)
        if registered is None:
            registered = self._check(document.text)
            self._registered.keep(document.digest, registered)
        return registered

    def _of_text(self, text: str) -> Prepared:
        kept = self._kept.find(text) if len(text) <= LONGEST_KEPT else None
        if kept is not None:
            return kept
        prepared = self._check(text)
        if len(text) <= LONGEST_KEPT:
            self._kept.keep(text, prepared)
        return prepared

    def _check(self, text: str, known: Mapping[str, int] | None = None) -> Prepared:
        """known: of a document in which nothing is wrong, how many items each variable may have that is a list."""
        most = self._limits.query_characters
        if len(text) > most:
            message = f"The document has {len(text)} characters; {most} are allowed."
            hint = "Send values in variables, and ask in several requests."
            raise Refusal(Kind.TOO_LARGE, "QUERY_TOO_LONG", message, ("query",), hint)
        document = parse(text, max_tokens=self._limits.query_tokens)
        refuse_oversized(document, self._limits)
        _refuse_subscriptions(document)
        if known is not None:
            return Prepared(document, (), dict(known))
        introspection, hiding = self._introspection, self._hide_suggestions
        errors, lists = _faults(self._schema, document, introspection=introspection, hiding=hiding)
        return Prepared(document, tuple(bounded(map(_error_data, errors))), lists)


def sound_documents(schema: GraphQLSchema, texts: Iterable[str]) -> dict[str, dict[str, int]]:
    """Of those in which nothing is wrong, by their digests, how many items each variable may have that is a list."""
    found = {}
    for text in texts:
        errors, lists = _faults(schema, parse(text), introspection=False, hiding=True)
        if not errors:
            found[document_digest(text)] = lists
    return found


def _faults(
    schema: GraphQLSchema, document: DocumentNode, *, introspection: bool, hiding: bool
) -> tuple[Collection[GraphQLError], dict[str, int]]:
    """The first that is wrong, without graphql-core's last word that it stopped; and the lists of `Prepared`."""
    from graphql import validate  # noqa: PLC0415 - all rules, of which a document that is known to be sound needs none

    from creditrules.api.engine.validation.rules import (  # noqa: PLC0415 - as above
        CLOSED_RULES,
        OPEN_RULES,
        literals_held,
    )

    lists: dict[str, int] = {}
    rules = cast("Any", (*(OPEN_RULES if introspection else CLOSED_RULES), literals_held(lists)))
    return validate(schema, document, rules, MOST_ERRORS + 1, hiding)[: MOST_ERRORS + 1], lists


def _refuse_subscriptions(document: DocumentNode) -> None:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode) and definition.operation is OperationType.SUBSCRIPTION:
            message = "There are no subscriptions: the feed of changes is asked for what is new."
            hint = "Ask `ruleChanges(recordedFrom:)` with the `recordedAt` of the newest change that you have."
            raise Refusal(Kind.INVALID, "NO_SUBSCRIPTIONS", message, ("query",), hint)


def _error_data(error: GraphQLError) -> ErrorData:
    return error_data(error, "GRAPHQL_VALIDATION_FAILED")


def syntax_data(error: GraphQLSyntaxError) -> ErrorData:
    """What is told about a text that does not parse."""
    told = GraphQLError(syntax_sentence(error), source=error.source, positions=error.positions)
    return error_data(told, "GRAPHQL_PARSE_FAILED")
