"""A condition beside a model: FEEL over its facts and functions, which is no decision of it."""

from __future__ import annotations

from creditrules.dmn.check.models import CheckedModel, with_facts
from creditrules.dmn.check.names import model_names
from creditrules.dmn.check.texts import Texts
from creditrules.errors import Diagnostic
from creditrules.feel import BOOLEAN, Checked, Type

__all__ = ["check_condition"]


def check_condition(checked: CheckedModel, text: str, place: str) -> tuple[Checked, tuple[Diagnostic, ...]]:
    """The text as true or false over the model's facts, those given by the service, and functions; and its problems."""
    found: list[Diagnostic] = []
    scope: dict[str, Type] = {**checked.extra_facts}
    scope |= {name: domain.type for name, domain in checked.facts.items()}
    scope |= {name: function.type for name, function in checked.functions.items()}
    texts = Texts(with_facts(model_names(checked.model), checked.extra_facts), found)
    return texts.expression(text, scope, BOOLEAN, place), tuple(found)
