"""One operation from its text to its answer: parsed and validated once per text, bounded, costed, executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
)

from creditrules.api.context import RequestContext
from creditrules.api.engine.cost import operation_cost
from creditrules.api.engine.cost_told import cost_data
from creditrules.api.engine.documents import Document, TrustedDocuments, document_digest
from creditrules.api.engine.examiner import Examiner
from creditrules.api.engine.executing import Executing
from creditrules.api.engine.faults import (
    MOST_ERRORS,
    ErrorData,
    bounded,
    error_data,
    execution_errors,
    masked_error,
    request_error,
)
from creditrules.api.engine.inputs.forms import VALUES
from creditrules.api.engine.inputs.holding import Fault, Holding
from creditrules.api.engine.inputs.told import input_error
from creditrules.api.engine.inputs.variables import ListBounds, refuse_many_values, variable_faults
from creditrules.api.engine.operation import Operation
from creditrules.api.engine.outages import note_outages
from creditrules.api.engine.plans.leaves import plain_json
from creditrules.api.engine.preparing import Prepared, Preparing, syntax_data
from creditrules.auth import Action, may
from creditrules.config import Limits
from creditrules.desk import DocumentCounts, registered_text
from creditrules.errors import Kind, Refusal
from creditrules.quoting import quotable
from creditrules.records import dataclass

__all__ = ["MUTATION_BY_GET_STATUS", "Answer", "Engine", "Operation"]

NO_TRUSTED_DOCUMENTS = TrustedDocuments()


@dataclass(frozen=True, slots=True)
class Answer:
    """The response body. status: HTTP's for it, 200 wherever it got as far as executing.

    told: all but the data. data: as JSON, where it got so far. unclear: the request does not say what to execute, which
    no media type calls a success.
    """

    told: dict[str, object]
    status: int = 200
    unclear: bool = False
    data: str | None = None

    def body(self) -> str:
        """All of it as JSON: what went wrong, the data, and what is told about it."""
        if self.data is None:
            return plain_json(self.told)
        return "{" + ",".join(f"{plain_json(name)}:{text}" for name, text in self._parts(self.data)) + "}"

    def _parts(self, data: str) -> Iterator[tuple[str, str]]:
        if "errors" in self.told:
            yield "errors", plain_json(self.told["errors"])
        yield "data", data
        yield from ((name, plain_json(value)) for name, value in self.told.items() if name != "errors")


class Engine:
    """Executes operations on a schema; thread-safe.

    introspection: whether clients may ask for the schema. suggestions: whether messages name fields that come close.
    documents: the trusted ones, each checked once in the life of the engine; who sees the policy may send others too.
    plans: whether operations are executed by plan; without, graphql-core executes all of them, to the same answers.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        introspection: bool,
        suggestions: bool,
        documents: TrustedDocuments = NO_TRUSTED_DOCUMENTS,
        plans: bool = True,
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._suggestions = suggestions
        self._preparing = Preparing(schema, limits, introspection=introspection, suggestions=suggestions)
        self._lists = ListBounds(schema)
        self._executing = Executing(schema, limits.answer_bytes, plans=plans)
        self._documents = documents
        self._examiner = Examiner(schema, limits, documents.shipped)
        self._counts = DocumentCounts()

    @property
    def executions(self) -> Mapping[str, int]:
        """How many operations were executed by plan, and how many without, by the reason."""
        return self._executing.counts

    def run(self, operation: Operation, context: RequestContext) -> Answer:
        """The answer to one operation. Raises nothing: every fault is in the answer."""
        try:
            context.examiner = self._examiner
            context.meter.begin()
            refuse_many_values(operation.variables, self._limits.variable_values, self._limits.query_value_depth)
            prepared = self._preparing.prepare(self._document(operation, context))
            if prepared.errors:
                context.meter.faulty()
                return Answer({"errors": list(prepared.errors)}, 400)
            return self._execute(prepared, operation, context)
        except _Unclear as unclear:
            return Answer({"errors": [request_error(unclear.refusal)]}, unclear.status, unclear=True)
        except Refusal as refusal:
            if refusal.kind is Kind.THROTTLED:
                return Answer(_not_begun(refusal, context), THROTTLED_STATUS)
            if refusal.kind is Kind.UNAVAILABLE:
                note_outages([refusal], context.about())
                return Answer({"errors": [request_error(refusal)]}, UNAVAILABLE_STATUS)
            context.meter.faulty()
            return Answer({"errors": [request_error(refusal)]}, 400)
        except GraphQLSyntaxError as error:
            context.meter.faulty()
            return Answer({"errors": [syntax_data(error)]}, 400)
        except RecursionError:
            too_deep = Refusal(Kind.TOO_LARGE, "TOO_DEEP", "The document is nested too deeply.")
            return Answer({"errors": [request_error(too_deep)]}, 400)
        except Exception as fault:  # noqa: BLE001  (the last line before the client: masked and logged)
            return Answer({"errors": [masked_error(fault, context.about())]}, 500)

    def _document(self, operation: Operation, context: RequestContext) -> Document:
        principal, store = context.principal, context.catalogue.store
        try:
            document = self._documents.find(
                operation.query,
                operation.digest,
                free=may(principal, Action.SEE_POLICY),
                apollo=operation.apollo,
                registered=partial(registered_text, context.catalogue, principal.tenant),
            )
        except Refusal as refusal:
            if refusal.kind is Kind.INVALID:
                digest = operation.digest or document_digest(operation.query)
                self._counts.refused(store, principal, refusal.code, digest, context.now)
            raise
        if document.digest is not None:
            self._counts.used(store, principal.tenant, document.digest, context.now)
        return document

    def _execute(self, prepared: Prepared, operation: Operation, context: RequestContext) -> Answer:
        chosen = _choose(prepared.document, operation.name)
        context.operation = chosen.name.value if chosen.name else ""
        if operation.reading_only and chosen.operation is not OperationType.QUERY:
            refusal = Refusal(Kind.INVALID, "MUTATION_BY_GET", "Only queries run by GET.", (), "Send it by POST.")
            raise _Unclear(refusal, MUTATION_BY_GET_STATUS)
        requested = self._cost(prepared, chosen, operation.variables)
        self._lists.refuse_long(chosen, operation.variables, prepared.lists)
        context.meter.pay(requested)
        done = self._executing.execute(prepared, chosen, operation, context)
        told = cost_data(requested, self._limits.query_cost, done.objects, context.budget)
        context.meter.settle(requested, told["actualQueryCost"], context.budget.taken)
        extensions = {"cost": {**told, **context.meter.status()}}
        if done.unfit:
            wrong = self._wrong_variables(chosen, operation.variables)
            return Answer({"errors": wrong, "extensions": extensions}, 400)
        if done.errors:
            errors = execution_errors(done.errors, context.about())
            return Answer({"errors": errors, "extensions": extensions}, data=done.data)
        return Answer({"extensions": extensions}, data=done.data)

    def _wrong_variables(self, chosen: OperationDefinitionNode, variables: Mapping[str, object]) -> list[ErrorData]:
        """All that is wrong with the variables, each said once; graphql-core repeats them whole."""
        told: list[ErrorData] = []

        def report(fault: Fault) -> None:
            if len(told) > MOST_ERRORS:
                raise _EnoughError
            node = next(each for each in chosen.variable_definitions or () if each.variable.name.value == fault.path[0])
            told.append(error_data(input_error(fault, node), "BAD_USER_INPUT"))

        with suppress(_EnoughError):
            variable_faults(self._schema, chosen, variables, Holding(VALUES, report, self._suggestions))
        return bounded(told) or [error_data(GraphQLError("A variable does not fit."), "BAD_USER_INPUT")]

    def _cost(self, prepared: Prepared, chosen: OperationDefinitionNode, variables: Mapping[str, object]) -> int:
        name = chosen.name.value if chosen.name else ""
        known = prepared.costs.get(name)
        if known is None:
            definitions = prepared.document.definitions
            fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
            cost = operation_cost(self._schema, chosen, fragments, variables, self._limits.query_cost)
            known = cost.objects
            if cost.fixed:
                prepared.costs[name] = known
        if known > self._limits.query_cost:
            message = f"The operation costs more than the {self._limits.query_cost} objects of one request."
            raise Refusal(Kind.TOO_LARGE, "TOO_COSTLY", message, (), "Ask for smaller pages, or in several requests.")
        return known


MUTATION_BY_GET_STATUS = 405
THROTTLED_STATUS = 429
UNAVAILABLE_STATUS = 503


class _EnoughError(Exception):
    """As many faults were found as are told."""


class _Unclear(Exception):
    """A request that does not say what to execute, or not in a way that may be executed."""

    def __init__(self, refusal: Refusal, status: int = 400) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.status = status


def _not_begun(refusal: Refusal, context: RequestContext) -> dict[str, object]:
    """The answer to a request for which too little is left."""
    return {"errors": [request_error(refusal)], "extensions": {"cost": context.meter.status()}}


def _choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises _Unclear: none, several without a name, or no such name."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    names = [operation.name.value for operation in operations if operation.name]
    if name:
        for operation in operations:
            if operation.name and operation.name.value == name:
                return operation
        message = f"The document has no operation '{quotable(name)}'."
        hint = f"It has: {', '.join(map(quotable, names[:3]))}." if names else "Leave out operationName."
        raise _Unclear(Refusal(Kind.INVALID, "UNKNOWN_OPERATION", message, ("operationName",), hint))
    if len(operations) == 1:
        return operations[0]
    if not operations:
        refusal = Refusal(Kind.INVALID, "NO_OPERATION", "The document holds no operation.", ("query",), "Add a query.")
        raise _Unclear(refusal)
    message = f"The document holds {len(operations)} operations and operationName does not say which."
    hint = f"Set operationName to one of: {', '.join(map(quotable, names[:3]))}."
    raise _Unclear(Refusal(Kind.INVALID, "OPERATION_NAME_MISSING", message, ("operationName",), hint))
