"""Types of expressions from the inside out; whatever could only ever be null is reported."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from creditrules.errors import Severity
from creditrules.feel.check.calls import CALL_RULES, signature_of
from creditrules.feel.check.hints import (
    Advice,
    chained,
    exchanged,
    for_duration,
    for_key,
    for_literal,
    for_member,
    for_name,
    for_operands,
    for_part,
    joined_to_text,
    named_test,
    two_dots,
)
from creditrules.feel.check.relations import arithmetic_type, comparable, join, ordered, part_type, parts_of
from creditrules.feel.check.scope import Scoped
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time, parse_temporal
from creditrules.feel.tree import ast
from creditrules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    context_type,
)

__all__ = ["ExpressionChecker"]

_OF_LITERAL: dict[type, Type] = {Decimal: NUMBER, str: STRING, bool: BOOLEAN, type(None): NULL}
_OF_TEMPORAL: dict[type, Type] = {
    Date: DATE,
    Time: TIME,
    DateTime: DATE_TIME,
    DaysDuration: DAYS_TIME,
    MonthsDuration: YEARS_MONTHS,
}
_GENERIC = {
    "list": "list<Any>",
    "context": "context<name: Any>",
    "range": "range<Any>",
    "function": "function<Any> -> Any",
}
_NEGATABLE = (NUMBER, DAYS_TIME, YEARS_MONTHS, ANY)


class ExpressionChecker(Scoped):
    """Infers the type of every node."""

    compared_before: ast.Expr | None = None

    def infer(self, node: ast.Expr) -> Type:
        """The type of `node`, kept in the table."""
        type_ = _RULES[type(node)](self, node)
        self.types[node] = type_
        return type_

    def compare(self, sign: str, left: Type, right: Type, node: ast.Node) -> None:
        """Report a comparison that is never true nor false."""
        if comparable(left, right) if sign in ("=", "!=") else ordered(left, right):
            return
        if NULL in (left, right):
            self.wrong("feel.null-operand", f"'{self.quote(node)}' is always null.", node, "Compare with '= null'.")
        elif left == right:
            self.wrong("feel.comparison", f"Values of type {left} have no order.", node)
        elif isinstance(left, ListType) and isinstance(right, ListType) and sign in ("=", "!="):
            message = f"A {left} is equal to a {right} only while neither holds anything: '{self.quote(node)}'."
            self.wrong("feel.comparison", message, node, severity=Severity.WARNING)
        else:
            message = f"A {left} cannot be compared with a {right}: '{self.quote(node)}' is always null."
            self.wrong("feel.comparison", message, node, _comparison_advice(self, node, left, right))

    def condition(self, node: ast.Expr, what: str) -> None:
        """Report a condition that is no boolean."""
        type_ = self.infer(node)
        if type_ not in (BOOLEAN, ANY, NULL):
            message = f"'{self.quote(node)}' is a {type_}; {what} has to be true or false."
            self.wrong("feel.not-boolean", message, node, self._condition_advice(node, type_))

    def _condition_advice(self, node: ast.Expr, type_: Type) -> Advice:
        if isinstance(node, ast.OperatorTest):
            return named_test(self.text, node, self.compared_before, in_cell=self.look_up("?") is not None)
        before = self.compared_before
        if isinstance(node, ast.Literal) and before is None and self.look_up("?") is not None:
            return Advice('A cell lists its tests with commas: "A", "B".')
        if isinstance(node, ast.Literal) and before is not None and self.types.get(before) == type_:
            written = f"{self.quote(before)} = {self.quote(node)}"
            return Advice(f"Name what is compared again: '{written}', or write 'in (…, …)'.")
        return for_member(self.text, node, type_, BOOLEAN)

    def check_test(self, node: ast.Expr, input_type: Type) -> None:
        """Report a test that never holds for a value of `input_type` because of its type."""
        match node:
            case ast.Literal():
                _member(self, node, self.infer(node), input_type)
            case ast.OperatorTest(_, sign, operand):
                self.compare(sign, input_type, self.infer_against(operand, input_type), node)
                self.types[node] = BOOLEAN
            case ast.Interval():
                tested = self.infer(node)
                if isinstance(tested, RangeType):
                    self.compare("<", input_type, tested.item, node)
            case _ if any(isinstance(part, ast.Name) and part.name == "?" for part in ast.walk(node)):
                self.condition(node, "a test")
            case _:
                _member(self, node, self.infer_against(node, input_type), input_type)


def _literal(_checker: ExpressionChecker, node: ast.Literal) -> Type:
    return _OF_LITERAL[type(node.value)]


def _at_literal(checker: ExpressionChecker, node: ast.AtLiteral) -> Type:
    value = parse_temporal(node.text)
    if value is None:
        message = f"'{node.text}' is no date, time, date and time or duration."
        usual = Advice('Write @"2026-01-31", @"08:30:00", @"P30D" or @"P1Y6M".')
        checker.wrong("feel.bad-literal", message, node, for_literal(node.span, node.text) or usual)
        return ANY
    return _OF_TEMPORAL[type(value)]


def _name(checker: ExpressionChecker, node: ast.Name) -> Type:
    found = checker.look_up(node.name)
    if found is not None:
        return found
    if node.name in checker.library:
        builtin = checker.builtins[node] = checker.library[node.name]
        return FunctionType(None, builtin.signatures[0].result)
    if node.name == "?":
        checker.wrong("feel.unknown-name", "'?' stands for the tested value; only a table's cell has one.", node)
    else:
        wanted, owners = checker.wanted, checker.owners(node.name)
        advice = checker.advised(
            lambda: for_name(node.name, node.span, checker.visible(), checker.library, wanted=wanted, owners=owners)
        )
        checker.wrong("feel.unknown-name", f"There is no variable '{node.name}' here.", node, advice)
    return ANY


def _negate(checker: ExpressionChecker, node: ast.Negate) -> Type:
    type_ = checker.infer(node.operand)
    if type_ in _NEGATABLE:
        return type_
    described = "null" if type_ == NULL else f"a {type_}"
    message = f"'{checker.quote(node.operand)}' is {described}; only numbers and durations can be negated."
    checker.wrong("feel.operand", message, node)
    return ANY


def _arithmetic(checker: ExpressionChecker, node: ast.Arithmetic) -> Type:
    """From the first operand of a chain on, without descending it: it may be long."""
    chain = [node]
    while isinstance(chain[-1].left, ast.Arithmetic):
        chain.append(chain[-1].left)
    left = checker.infer(chain[-1].left)
    for part in reversed(chain):
        right = checker.infer(part.right)
        left = checker.types[part] = _sum(checker, part, left, right)
    return left


def _sum(checker: ExpressionChecker, node: ast.Arithmetic, left: Type, right: Type) -> Type:
    result = arithmetic_type(node.operator, left, right)
    if result is not None:
        return result
    if NULL in (left, right):
        checker.wrong("feel.null-operand", f"'{checker.quote(node)}' is always null, as an operand is.", node)
    else:
        message = f"'{node.operator}' has no meaning between a {left} and a {right}."
        checker.wrong("feel.operand", message, node, _sum_advice(checker, node, left, right))
    return ANY


def _sum_advice(checker: Scoped, node: ast.Arithmetic, left: Type, right: Type) -> Advice:
    if STRING in (left, right) and node.operator == "+":
        other = node.right if left == STRING else node.left
        return joined_to_text(checker.text, other)
    if NUMBER in (left, right) and node.operator in ("+", "-") and {left, right} & {DATE, DATE_TIME}:
        return for_duration(checker.text, node.right if right == NUMBER else node.left)
    return for_operands(checker.text, (node.left, left), (node.right, right))


def _comparison(checker: ExpressionChecker, node: ast.Comparison) -> Type:
    if isinstance(node.left, ast.Name) and checker.look_up(node.left.name) is None:
        right = checker.infer(node.right)
        left = checker.infer_against(node.left, right)
    else:
        left = checker.infer(node.left)
        right = checker.infer_against(node.right, left)
    checker.compare(node.operator, left, right, node)
    return BOOLEAN


def _logical(checker: ExpressionChecker, node: ast.And | ast.Or) -> Type:
    outer = checker.compared_before
    for operand in node.operands:
        checker.condition(operand, "an operand of 'and' and 'or'")
        if isinstance(operand, ast.Comparison):
            checker.compared_before = operand.left
    checker.compared_before = outer
    return BOOLEAN


def _between(checker: ExpressionChecker, node: ast.Between) -> Type:
    value, low, high = map(checker.infer, (node.value, node.low, node.high))
    checker.compare(">=", value, low, node)
    if high != low or ordered(value, low):
        checker.compare("<=", value, high, node)
    return BOOLEAN


def _in(checker: ExpressionChecker, node: ast.In) -> Type:
    value = checker.infer(node.value)
    with checker.frame({"?": value}):
        for test in node.tests:
            checker.check_test(test, value)
    return BOOLEAN


def _member(checker: ExpressionChecker, node: ast.Expr, type_: Type, input_type: Type) -> None:
    if comparable(type_, input_type) or (type_ == BOOLEAN and not isinstance(node, ast.Literal)):
        return
    within = type_.item if isinstance(type_, ListType | RangeType) else None
    if isinstance(within, RangeType) and not comparable(within, input_type):
        within = within.item
    if within is None or not comparable(within, input_type):
        if isinstance(input_type, ListType) and comparable(input_type.item, type_):
            return
        message = f"A {input_type} is never equal to or within '{checker.quote(node)}', a {type_}."
        checker.wrong("feel.comparison", message, node, for_member(checker.text, node, type_, input_type))


def _if(checker: ExpressionChecker, node: ast.If) -> Type:
    last: ast.Expr = node
    result: Type = NULL
    while isinstance(last, ast.If):
        checker.condition(last.condition, "the condition of 'if'")
        result = join(result, checker.infer(last.then))
        last = last.otherwise
    return join(result, checker.infer(last))


def _iteration_range(checker: ExpressionChecker, node: ast.IterationRange) -> Type:
    low, high = checker.infer(node.low), checker.infer(node.high)
    if low not in (NUMBER, DATE, ANY) or high not in (NUMBER, DATE, ANY) or not ordered(low, high):
        message = f"'{checker.quote(node)}' cannot be counted through: it needs two whole numbers or two dates."
        checker.wrong("feel.iteration", message, node)
    return ListType(high if low == ANY else low)


def _with_iterators(
    checker: ExpressionChecker,
    clauses: tuple[ast.IteratorClause, ...],
    names: dict[str, Type],
    inside: Callable[[], Type],
) -> Type:
    with checker.frame(names) as frame:
        for clause in clauses:
            domain = checker.infer(clause.domain)
            if domain == NULL:
                checker.wrong("feel.iteration", "There is nothing to go through: it is null.", clause.domain)
            frame.names[clause.name] = domain.item if isinstance(domain, ListType | RangeType) else domain
        return inside()


def _for(checker: ExpressionChecker, node: ast.For) -> Type:
    names: dict[str, Type] = {"partial": ListType(ANY)}
    return ListType(_with_iterators(checker, node.iterators, names, lambda: checker.infer(node.result)))


def _quantified(checker: ExpressionChecker, node: ast.Quantified) -> Type:
    def satisfied() -> Type:
        checker.condition(node.condition, "the condition after 'satisfies'")
        return BOOLEAN

    return _with_iterators(checker, node.iterators, {}, satisfied)


def _path(checker: ExpressionChecker, node: ast.Path) -> Type:
    base = checker.infer(node.base)
    found = part_type(base, node.name)
    if found is not None:
        return found
    message = f"'{checker.quote(node.base)}' has no '{node.name}': it is a {base}."
    advice = checker.advised(lambda: for_part(checker.text, node, base, parts_of(base), None))
    checker.wrong("feel.no-entry", message, node, advice)
    return ANY


def _filter(checker: ExpressionChecker, node: ast.Filter) -> Type:
    base = checker.infer(node.base)
    item = base.item if isinstance(base, ListType) else base
    names: dict[str, Type] = {"item": item}
    if isinstance(item, ContextType):
        names |= item.entries
    with checker.frame(names, open_=item == ANY or (isinstance(item, ContextType) and item.open)):
        predicate = checker.infer(node.predicate)
    if base == NULL:
        checker.wrong("feel.filter", "Null cannot be filtered.", node)
    if predicate == NUMBER:
        return item
    if predicate not in (BOOLEAN, ANY, NULL):
        message = f"'{checker.quote(node.predicate)}' is a {predicate}; a filter takes a condition or a position."
        checker.wrong("feel.filter", message, node.predicate, for_key(checker.text, node, base))
    return ListType(item) if predicate == BOOLEAN else ANY


def _list(checker: ExpressionChecker, node: ast.List) -> Type:
    types = [checker.infer(item) for item in node.items]
    result: Type = types[0] if types else ANY
    for type_ in types[1:]:
        result = join(result, type_)
    return ListType(ANY if result == NULL else result)


def _context(checker: ExpressionChecker, node: ast.Context) -> Type:
    with checker.frame({}) as frame:
        for entry in node.entries:
            if entry.name in frame.names:
                checker.wrong("feel.duplicate-entry", f"The context has '{entry.name}' more than once.", entry)
            if isinstance(entry.value, ast.FunctionDefinition):
                frame.names[entry.name] = signature_of(checker, entry.value)
            frame.names[entry.name] = checker.infer(entry.value)
        return context_type(frame.names.items())


def _interval(checker: ExpressionChecker, node: ast.Interval) -> Type:
    low, high = checker.infer(node.low), checker.infer(node.high)
    if _three_dots(checker.text, node):
        message = f"'{checker.quote(node)}' is read as a range that ends at {checker.quote(node.high)}."
        checker.wrong("feel.range-form", message, node, two_dots(checker.text, node))
        return RangeType(high if low == ANY else low)
    if not ordered(low, high):
        message = f"A {low} and a {high} cannot be the ends of one range."
        checker.wrong("feel.range-ends", message, node)
        return ANY
    start, end = _number(node.low), _number(node.high)
    if start is not None and end is not None and start > end:
        checker.wrong(
            "feel.range-order", f"A range cannot run from {start} down to {end}.", node, exchanged(checker.text, node)
        )
    return RangeType(high if low == ANY else low)


def _three_dots(text: str, node: ast.Interval) -> bool:
    """Whether `[1...5]` was read as ending at `.5`."""
    return text[node.high.span[0] - 2 : node.high.span[0] + 1] == "..."


def _operator_range(checker: ExpressionChecker, node: ast.OperatorTest) -> Type:
    operand = checker.infer(node.operand)
    if operand == NULL:
        checker.wrong("feel.range-ends", f"'{checker.quote(node)}' is no range.", node)
        return ANY
    return RangeType(operand)


def _instance_of(checker: ExpressionChecker, node: ast.InstanceOf) -> Type:
    checker.infer(node.value)
    tested = node.type
    if isinstance(tested, ast.NamedType) and tested.name in _GENERIC and tested.name not in checker.named_types:
        message = f"Nothing is an instance of a mere '{tested.name}': the test is always null."
        checker.wrong("feel.unknown-type", message, tested, f"Say of what: {_GENERIC[tested.name]}.")
    else:
        checker.written_type(tested)
    return BOOLEAN


def _comparison_advice(checker: Scoped, node: ast.Node, left: Type, right: Type) -> str | Advice:
    """What to write instead of an operand that is of the wrong type for the other."""
    if isinstance(node, ast.Comparison):
        if isinstance(node.left, ast.Comparison) and left == BOOLEAN:
            return chained(checker.text, node)
        advice = for_operands(checker.text, (node.left, left), (node.right, right))
    elif isinstance(node, ast.OperatorTest):
        advice = for_member(checker.text, node.operand, right, left)
    else:
        advice = Advice()
    if not advice.hint and {left, right} == {DAYS_TIME, NUMBER}:
        return Advice("For whole years between two dates write years and months duration(from, to).years.")
    if advice.hint or STRING not in (left, right):
        return advice
    other = right if left == STRING else left
    if other == NUMBER:
        return "Write numbers without quotes, or convert with number(…)."
    return 'Write @ before the quotes, as in @"2026-01-31".' if other in _OF_TEMPORAL.values() else ""


def _number(node: ast.Expr) -> Decimal | None:
    if isinstance(node, ast.Negate):
        inside = _number(node.operand)
        return None if inside is None else inside.copy_negate()
    return node.value if isinstance(node, ast.Literal) and isinstance(node.value, Decimal) else None


def _hole(_checker: ExpressionChecker, _node: ast.Hole) -> Type:
    return ANY


_RULES: dict[type[ast.Node], Callable[..., Type]] = {
    ast.Hole: _hole,
    ast.Literal: _literal,
    ast.AtLiteral: _at_literal,
    ast.Name: _name,
    ast.Negate: _negate,
    ast.Arithmetic: _arithmetic,
    ast.Comparison: _comparison,
    ast.And: _logical,
    ast.Or: _logical,
    ast.Between: _between,
    ast.In: _in,
    ast.If: _if,
    ast.IterationRange: _iteration_range,
    ast.For: _for,
    ast.Quantified: _quantified,
    ast.Path: _path,
    ast.Filter: _filter,
    ast.List: _list,
    ast.Context: _context,
    ast.Interval: _interval,
    ast.OperatorTest: _operator_range,
    ast.InstanceOf: _instance_of,
    **CALL_RULES,
}
