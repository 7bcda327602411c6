"""Cells of decision tables: tests of a field in FEEL's unary tests, and conditions that test something else."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.imports.jdm.words.conditions import both, condition, guarded, needs, present, soundness
from creditrules.imports.jdm.words.dates import seconds
from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.operators import compared, equal, member, range_text
from creditrules.imports.jdm.words.phrase import NULL, Level, Phrase, boolean, comparison, within
from creditrules.imports.jdm.words.shapes import Kind
from creditrules.imports.jdm.words.speaking import need, share_kind, use
from creditrules.imports.jdm.zen import ZenError, tree
from creditrules.records import dataclass, replace

__all__ = ["Translated", "translate_cell"]

_TRUE_OR_FALSE = frozenset({"contains", "startsWith", "endsWith", "matches", "isNumeric"})
_QUANTIFIERS = frozenset({"some", "all", "none", "one"})
_RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"})
_ORDERED = frozenset({"<", "<=", ">", ">="})
_SCALARS = {Kind.NUMBER, Kind.STRING, Kind.BOOLEAN, Kind.NULL}


@dataclass(frozen=True, slots=True)
class Translated:
    """A cell. tests: of the column's own field. condition: of anything else; either is empty where it says nothing."""

    tests: str = ""
    condition: str = ""
    roots: frozenset[str] = frozenset()


def translate_cell(speaker: Translator, cell: tree.Cell, field: Phrase) -> Translated:
    """The tests of a cell; `speaker` knows the field as `$`."""
    return _Cell(speaker, field).translated(cell)


class _Cell:
    def __init__(self, speaker: Translator, field: Phrase) -> None:
        self._speaker, self._field = speaker, field
        tested = speaker.scope.tested
        self._tested = tested if tested is not None else Phrase("?")
        self._roots: set[str] = set()

    def translated(self, cell: tree.Cell) -> Translated:
        alternatives = list(self._reachable(cell))
        if self._field == NULL:
            return self._of_nothing(alternatives)
        tests = [self._test(parts, alone=len(alternatives) == 1) for parts in alternatives]
        if all(test is not None for test in tests):
            return Translated(", ".join(dict.fromkeys(filter(None, tests))), "", frozenset(self._roots))
        whole, sound = self._conjunction(alternatives[0]), self._sound(alternatives[0])
        for parts in alternatives[1:]:
            each = self._conjunction(parts)
            whole = boolean("or", whole, each if sound is None else boolean("and", sound, each))
            sound = both(sound, self._sound(parts))
        self._roots |= whole.roots - {"?"}
        if "?" in whole.roots:
            return Translated(whole.text, "", frozenset(self._roots))
        return Translated("", whole.text, frozenset(self._roots))

    def _of_nothing(self, alternatives: list[tuple[tree.Fragment, ...]]) -> Translated:
        """Of a field that never has a value only the test for null holds."""
        if any(len(parts) == 1 and _is_null(parts[0]) for parts in alternatives):
            return Translated()
        own = [self._conjunction(parts) for parts in alternatives if all(_asks(part.operand) for part in parts)]
        return (
            Translated("", own[0].text, own[0].roots) if len(own) == len(alternatives) == 1 else Translated("", "false")
        )

    def _reachable(self, cell: tree.Cell) -> Iterator[tuple[tree.Fragment, ...]]:
        """Without what comes too late: ZEN stops at a comparison with null, so that a null after it is never found."""
        stopped = False
        for parts in cell.alternatives:
            if stopped and len(parts) == 1 and _is_null(parts[0]):
                self._speaker.remarks.note("import.jdm.null-too-late")
                continue
            yield parts
            stopped = stopped or any(part.operator in _ORDERED or _is_range(part) for part in parts)

    # as unary tests

    def _test(self, parts: tuple[tree.Fragment, ...], *, alone: bool) -> str | None:
        """A unary test; None where only a whole condition says it."""
        if len(parts) > 1:
            return self._bounds(parts)
        fragment = parts[0]
        operand, operator = fragment.operand, fragment.operator
        if operator in _ORDERED:
            limit = self._limit(fragment)
            return None if limit.shape is Kind.DATE else f"{operator} {within(limit, Level.ADD)}"
        if operator == "!=" or (operator == "not in" and isinstance(operand, tree.Array)):
            inner = self._listed(operand) if operator == "not in" else self._constant(operand)
            return f"not({inner})" if alone and inner else None
        if operator == "not in":
            return None
        if isinstance(operand, tree.Interval):
            return self._range(operand)
        if isinstance(operand, tree.Array):
            return self._listed(operand)
        if operator == "in" or (not operator and (_asks(operand) or _names_tested(operand))):
            return None
        return self._constant(operand)

    def _limit(self, fragment: tree.Fragment) -> Phrase:
        limit = self._speaker.phrase(fragment.operand)
        if limit.shape in {Kind.MOMENT, Kind.SPAN}:
            limit = seconds(self._speaker, limit)
        compared(self._speaker, fragment.operator, self._field, limit, _as_binary(fragment))
        self._roots |= limit.roots
        return limit

    def _range(self, node: tree.Interval) -> str:
        low, high = self._speaker.numeric(node.low), self._speaker.numeric(node.high)
        use(self._field, Kind.NUMBER, strict=False)
        self._roots |= low.roots | high.roots
        return range_text(self._speaker, low, high, node)

    def _listed(self, node: tree.Node) -> str | None:
        if not isinstance(node, tree.Array) or not node.items:
            return None
        inner = [self._constant(each) for each in node.items]
        return None if None in inner else ", ".join(filter(None, inner))

    def _constant(self, node: tree.Node) -> str | None:
        """A value to be equal to, where it cannot be taken for anything else."""
        if _names_tested(node):
            return None
        phrase = self._speaker.stored(node)
        share_kind(self._field, phrase)
        need(self._field, strict=False)
        known = self._field.shape
        if not phrase.constant or phrase.shape not in _SCALARS or phrase.level < Level.NEGATE:
            return None
        if phrase.shape is not Kind.NULL and known in _SCALARS and known is not phrase.shape and known is not Kind.NULL:
            return None
        return phrase.text

    def _bounds(self, parts: tuple[tree.Fragment, ...]) -> str | None:
        """`>= 1 and < 5` as `[1..5)`."""
        if len(parts) != 2:  # noqa: PLR2004
            return None
        lows = [part for part in parts if part.operator in {">", ">="} and isinstance(part.operand, tree.Literal)]
        highs = [part for part in parts if part.operator in {"<", "<="} and isinstance(part.operand, tree.Literal)]
        if len(lows) != 1 or len(highs) != 1:
            return None
        low, high = self._limit(lows[0]), self._limit(highs[0])
        if low.shape is not Kind.NUMBER or high.shape is not Kind.NUMBER:
            return None
        if float(low.text) > float(high.text):
            return None
        opened, closed = "(" if lows[0].operator == ">" else "[", ")" if highs[0].operator == "<" else "]"
        return f"{opened}{low.text}..{high.text}{closed}"

    # as conditions

    def _conjunction(self, parts: tuple[tree.Fragment, ...]) -> Phrase:
        whole = self._condition(parts[0])
        for part in parts[1:]:
            whole = boolean("and", whole, self._condition(part))
        return whole

    def _sound(self, parts: tuple[tree.Fragment, ...]) -> Phrase | None:
        """When ZEN comes to the next alternative, where this one does not hold."""
        found: Phrase | None = None
        for part in parts:
            own: Phrase | None = None
            if part.operator in _ORDERED or _is_range(part):
                seen = self._seen()
                own = comparison("!=", seen, NULL) if seen.nullable else None
            found = both(found, both(own, soundness(self._speaker, part.operand)))
        return found

    def _seen(self) -> Phrase:
        return replace(self._tested, shape=self._field.shape, nullable=self._field.nullable)

    def _condition(self, fragment: tree.Fragment) -> Phrase:
        """One test as a condition about `?`, or about anything else."""
        operand, operator = fragment.operand, fragment.operator
        if not operator and _asks(operand):
            return condition(self._speaker, operand)
        tested = self._seen()
        if operator in _ORDERED:
            limit = self._limit(fragment)
            if limit.shape in _TIMES:
                return compared(self._speaker, operator, tested, limit, _as_binary(fragment))
            return guarded(operator, tested, limit)
        if operator in {"in", "not in"} or isinstance(operand, tree.Interval | tree.Array):
            return member(self._speaker, tested, operand, negative=operator == "not in")
        if isinstance(operand, tree.Binary) and operand.operator == "??":
            raise ZenError(
                "What ZEN makes of ?? in a cell is not kept.", "Write == and the value before it.", operand.span
            )
        value = self._speaker.stored(operand)
        share_kind(self._field, value)
        need(self._field, strict=False)
        made = equal(self._speaker, tested, value, _as_binary(fragment, "!=" if operator == "!=" else "=="))
        return present([] if isinstance(operand, tree.Name | tree.Access) else needs(self._speaker, operand), made)


_TIMES = {Kind.DATE}


def _asks(node: tree.Node) -> bool:
    """Whether ZEN takes the operand for a condition of its own, and not for a value to be equal to."""
    match node:
        case tree.Binary(operator):
            return operator in _RELATIONS or (operator == "??" and _is_truth(node.right))
        case tree.Unary("not", operand):
            return _asks(operand)
        case tree.Call(function):
            return function in _TRUE_OR_FALSE
        case tree.Closure(function):
            return function in _QUANTIFIERS
        case tree.Method(_, name):
            return name.startswith("is")
    return False


def _is_truth(node: tree.Node) -> bool:
    return _asks(node) or (isinstance(node, tree.Literal) and isinstance(node.value, bool))


def _names_tested(node: tree.Node) -> bool:
    return any(isinstance(part, tree.Name) and part.name == "$" for part in tree.walk(node))


def _is_null(fragment: tree.Fragment) -> bool:
    return (
        fragment.operator in {"", "=="}
        and isinstance(fragment.operand, tree.Literal)
        and fragment.operand.value is None
    )


def _is_range(fragment: tree.Fragment) -> bool:
    return isinstance(fragment.operand, tree.Interval)


def _as_binary(fragment: tree.Fragment, operator: str = "") -> tree.Binary:
    return tree.Binary(operator or fragment.operator, tree.Name("$", fragment.span), fragment.operand, fragment.span)
