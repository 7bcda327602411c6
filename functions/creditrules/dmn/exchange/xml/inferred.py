"""Requirements that a model leaves to its texts, for a file that has to draw them."""

from __future__ import annotations

from creditrules.dmn.check.names import bound_names, free_names, model_names, tests_of, texts_of, with_variables
from creditrules.dmn.model.boxed import Boxed
from creditrules.dmn.model.definitions import Model
from creditrules.feel import Names, parse_expression, parse_unary_tests

__all__ = ["Inference"]


class Inference:
    """Finds the parts of one model that an expression names."""

    def __init__(self, model: Model) -> None:
        self._names = model_names(model)
        parts = (model.facts, model.decisions, model.functions, model.services)
        self._known = {part.name for group in parts for part in group}
        self._found: dict[tuple[Names, str, bool], frozenset[str]] = {}

    def names(self, box: Boxed | None, own: str) -> tuple[str, ...]:
        """What `box` of the part `own` uses, sorted."""
        if box is None:
            return ()
        names = with_variables(self._names, bound_names(box))
        names = names._replace(variables=names.variables - {own})
        used: set[str] = set()
        for text in texts_of(box):
            used |= self._free(text, names, tests=False)
        for text in tests_of(box):
            used |= self._free(text, names, tests=True)
        return tuple(sorted((used & self._known) - {own}))

    def _free(self, text: str, names: Names, *, tests: bool) -> frozenset[str]:
        key = (names, text, tests)
        if key not in self._found:
            read = parse_unary_tests if tests else parse_expression
            expr = read(text, names).expr if text else None
            self._found[key] = frozenset(free_names(expr)) if expr is not None else frozenset()
        return self._found[key]
