"""What every resolver works with: who asks, in which languages, and one moment for the whole answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from creditrules.api.budgets import Budgets
from creditrules.api.metering import Meter
from creditrules.auth import Action, Principal, may
from creditrules.desk import Catalogue, DocumentExaminer, Documents, Recording, View, view_of
from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget
from creditrules.records import dataclass, field

__all__ = ["RequestContext"]

Given = ParamSpec("Given")
Done = TypeVar("Done")


@dataclass(slots=True)
class RequestContext:
    """One request. `now` is taken from the store's clock once, so that all of an answer speaks of the same moment.

    budget: of all that is evaluated for it; whoever works for the request has it by the catalogue. examiner: of GraphQL
    documents, from the engine that executes the request. executed: by plan, or why not; nothing before.
    """

    principal: Principal
    catalogue: Catalogue
    languages: tuple[str, ...] = ()
    recording: Recording | None = None
    operation: str = ""
    executed: str = ""
    request_id: str = ""
    budget: RequestBudget = field(default_factory=Budgets().new)
    examiner: DocumentExaminer = field(init=False)
    documents: Documents = field(init=False)
    meter: Meter = field(init=False)
    _now: datetime | None = None
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.catalogue = self.catalogue.under(self.budget)
        self.documents = Documents(self.catalogue, self.principal.tenant, drafts=may(self.principal, Action.SEE_POLICY))
        self.meter = Meter(self.catalogue, self.principal)

    @property
    def now(self) -> datetime:
        """The moment that this request takes for the present."""
        if self._now is None:
            self._now = self.catalogue.store.now()
        return self._now

    def view(self, valid_at: datetime | None = None, known_at: datetime | None = None) -> View:
        """The view at the asked times. Raises Refusal as `view_of` does."""
        return view_of(self.documents, self.principal, self.now, (valid_at, known_at), self.languages)

    def view_at(self, valid_at: datetime, known_at: datetime) -> View:
        """The view at the times that a question came to; one that is the present counts as not asked for."""
        return self.view(*(None if moment == self.now else moment for moment in (valid_at, known_at)))

    def act(
        self,
        use_case: Callable[Concatenate[Catalogue, Principal, Given], Done],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Done:
        """What comes of a use case for whoever asks."""
        return use_case(self.catalogue, self.principal, *given, **named)

    def only_once(self, field: str) -> None:
        """Let a field that takes long be asked once a request. Raises Refusal TOO_LARGE "ASKED_TWICE"."""
        if field in self._asked:
            hint = "Send several requests."
            raise Refusal(Kind.TOO_LARGE, "ASKED_TWICE", f"{field} is answered once a request.", (), hint)
        self._asked.add(field)

    def after_write(self) -> None:
        """What was written is in force for the rest of the request."""
        self._now = None
        self.documents.forget_heads()

    def about(self) -> dict[str, object]:
        """What a log entry may say about this request."""
        told: dict[str, object] = {"request": self.request_id, "operation": self.operation}
        return told | {"tenant": self.principal.tenant, "subject": self.principal.subject}
