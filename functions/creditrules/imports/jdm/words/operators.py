"""Operators of ZEN, indices and parts, in FEEL's words."""

from __future__ import annotations

from decimal import Decimal

from creditrules.imports.jdm.words.dates import instants, shifted, there_is
from creditrules.imports.jdm.words.phrase import (
    EMPTY,
    FALSE,
    NULL,
    TRUE,
    Level,
    Phrase,
    boolean,
    call,
    choice,
    comparison,
    infix,
    number,
    path,
    within,
)
from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, item, joined
from creditrules.imports.jdm.words.speaking import Speaker, need, share_kind, use
from creditrules.imports.jdm.zen import ZenError, tree

__all__ = ["binary", "compared", "equal", "index", "member", "missing", "negated", "part", "range_text", "unary"]

_SCALARS = {Kind.NUMBER, Kind.STRING, Kind.BOOLEAN}
_INSTANTS = {Kind.MOMENT, Kind.DATE, Kind.SPAN}
_ARITHMETIC = {"-": Level.ADD, "*": Level.MULTIPLY, "/": Level.MULTIPLY, "^": Level.POWER}


def binary(speaker: Speaker, node: tree.Binary) -> Phrase:
    """Two operands."""
    match node.operator:
        case "and" | "or":
            last = use(speaker.phrase(node.right), Kind.BOOLEAN, strict=False)
            return boolean(node.operator, speaker.expected(node.left, Kind.BOOLEAN), last)
        case "==" | "!=":
            return equal(speaker, speaker.phrase(node.left), speaker.phrase(node.right), node)
        case "<" | "<=" | ">" | ">=":
            return compared(speaker, node.operator, speaker.phrase(node.left), speaker.phrase(node.right), node)
        case "in" | "not in":
            return member(speaker, speaker.phrase(node.left), node.right, negative=node.operator == "not in")
        case "??":
            return _coalesced(speaker, node)
        case "+":
            return _added(speaker, node)
    return _arithmetic(speaker, node)


def negated(phrase: Phrase) -> Phrase:
    """`not(phrase)`."""
    if phrase == TRUE:
        return FALSE
    return TRUE if phrase == FALSE else call("not", phrase, shape=Kind.BOOLEAN)


def equal(speaker: Speaker, left: Phrase, right: Phrase, node: tree.Binary) -> Phrase:
    """`left = right`; values of two types are unequal, and lists and objects are never equal to any."""
    negative = node.operator == "!="
    for phrase in (left, right):
        need(phrase, strict=False)
        if isinstance(phrase.shape, ListShape | ObjectShape) and NULL not in (left, right):
            raise ZenError(
                "ZEN holds no two lists or objects equal, whatever they have.",
                "Compare what is in them, entry by entry.",
                node.span,
            )
    share_kind(left, right)
    if {left.shape, right.shape} & _INSTANTS and NULL not in (left, right):
        left, right = instants(speaker, left, right)
    elif left.shape in _SCALARS and right.shape in _SCALARS and left.shape is not right.shape:
        speaker.remarks.note("import.jdm.equality")
        return TRUE if negative else FALSE
    return comparison("!=" if negative else "=", left, right)


def compared(speaker: Speaker, operator: str, left: Phrase, right: Phrase, node: tree.Binary) -> Phrase:
    """`left < right` and its kin, of numbers and dates."""
    if NULL in (left, right):
        if not speaker.strict:
            return FALSE
        raise missing(node)
    for phrase in (left, right):
        need(phrase, strict=speaker.strict)
    if {left.shape, right.shape} & _INSTANTS:
        dates = Kind.DATE in {left.shape, right.shape}
        left, right = instants(speaker, left, right)
        made = comparison(operator, left, right)
        if not dates:
            return made
        for each in (right, left):
            made = made if each.guard is None else boolean("and", there_is(each), made)
        return made
    for phrase in (left, right):
        if phrase.shape in {Kind.STRING, Kind.BOOLEAN} and phrase.origin is None:
            raise ZenError(
                f"ZEN has no order among texts and truth values: '{phrase.text}'.",
                "Compare numbers, or dates made with d(…).",
                node.span,
            )
        use(phrase, Kind.NUMBER, strict=speaker.strict)
    return comparison(operator, left, right)


def missing(node: tree.Node) -> ZenError:
    """What to say where a value never is there."""
    return ZenError(
        "A value is needed here and there never is one: nothing that leads to this node yields it.",
        "Let the node before it pass its input through, or draw an edge from where the value comes.",
        node.span,
    )


def member(speaker: Speaker, left: Phrase, right: tree.Node, *, negative: bool) -> Phrase:
    """`left in right`: of a range, a list, or the keys of an object."""
    found = _member(speaker, left, right)
    return negated(found) if negative else found


def _member(speaker: Speaker, left: Phrase, right: tree.Node) -> Phrase:
    match right:
        case tree.Interval():
            return _within_range(speaker, left, right)
        case tree.Array(()):
            return FALSE
        case tree.Array(items) if all(isinstance(each, tree.Literal) for each in items):
            return _listed(speaker, left, items)
    held = speaker.phrase(right)
    if isinstance(held.shape, ObjectShape):
        keys = path(call("get entries", held), "key", ListShape(Kind.STRING), nullable=False)
        return call("list contains", keys, left, shape=Kind.BOOLEAN, nullable=False)
    if isinstance(held.shape, Kind) and held.shape is not Kind.UNKNOWN and held.origin is None:
        raise ZenError("ZEN looks for a value in lists, ranges and objects only.", "Compare with ==.", right.span)
    use(held, ListShape(left.shape), strict=speaker.strict)
    if left.origin is not None:
        left.origin.use(item(held.shape))
    return call("list contains", held, left, shape=Kind.BOOLEAN, nullable=held.nullable)


def _listed(speaker: Speaker, left: Phrase, items: tuple[tree.Node, ...]) -> Phrase:
    """One of some constants."""
    constants = [speaker.phrase(each) for each in items]
    for each in constants:
        share_kind(left, each)
    need(left, strict=False)
    fitting = [each for each in constants if left.shape not in _SCALARS or each.shape in {left.shape, Kind.NULL}]
    if len(fitting) < len(constants):
        speaker.remarks.note("import.jdm.equality")
    if not fitting:
        return FALSE
    written = f"{within(left, Level.ADD)} in ({', '.join(each.text for each in fitting)})"
    return Phrase(written, Kind.BOOLEAN, Level.COMPARE, nullable=False, roots=left.roots)


def _within_range(speaker: Speaker, left: Phrase, node: tree.Interval) -> Phrase:
    low, high = speaker.phrase(node.low), speaker.phrase(node.high)
    need(left, strict=speaker.strict)
    own = left.guard if left.shape is Kind.DATE else None
    if {left.shape, low.shape, high.shape} & _INSTANTS:
        left, low = instants(speaker, left, low)
        _, high = instants(speaker, left, high)
    else:
        for phrase in (left, low, high):
            if phrase.shape in {Kind.STRING, Kind.BOOLEAN} and phrase.origin is None:
                raise ZenError("ZEN has ranges of numbers and dates only.", "List the values.", node.span)
            use(phrase, Kind.NUMBER, strict=speaker.strict)
    written = f"{within(left, Level.ADD)} in {range_text(speaker, low, high, node)}"
    if node.outside:
        written = f"{within(left, Level.ADD)} in ({range_text(speaker, low, high, node)})"
    roots = left.roots | low.roots | high.roots
    made = Phrase(written, Kind.BOOLEAN, Level.COMPARE, left.nullable, roots=roots)
    return made if own is None else boolean("and", comparison("!=", own, NULL), made)


def range_text(speaker: Speaker, low: Phrase, high: Phrase, node: tree.Interval) -> str:
    """`[low..high]`, or the tests of what is outside."""
    if node.outside:
        speaker.remarks.note("import.jdm.outside")
        return f"<= {within(low, Level.ADD)}, >= {within(high, Level.ADD)}"
    opened, closed = "(" if node.low_open else "[", ")" if node.high_open else "]"
    return f"{opened}{within(low, Level.ADD)}..{within(high, Level.ADD)}{closed}"


def _coalesced(speaker: Speaker, node: tree.Binary) -> Phrase:
    left, right = speaker.stored(node.left), speaker.stored(node.right)
    need(left, strict=False)
    share_kind(left, right)
    if left.shape is Kind.NULL:
        return right
    if not left.nullable:
        return left
    return choice(comparison("!=", left, NULL), left, right, joined(left.shape, right.shape))


def _added(speaker: Speaker, node: tree.Binary) -> Phrase:
    left, right = speaker.phrase(node.left), speaker.phrase(node.right)
    for phrase in (left, right):
        need(phrase, strict=speaker.strict)
    if NULL in (left, right):
        raise missing(node)
    if {left.shape, right.shape} & _INSTANTS:
        return shifted(speaker, node, left, right)
    share_kind(left, right)
    shapes = {left.shape, right.shape} - {Kind.UNKNOWN}
    if shapes == {Kind.STRING, Kind.NUMBER}:
        raise ZenError("ZEN does not add a number to a text.", "Write string(…) around the number.", node.span)
    shape = next(iter(shapes)) if len(shapes) == 1 else Kind.UNKNOWN
    return infix("+", left, right, Level.ADD, shape if shape in {Kind.NUMBER, Kind.STRING} else Kind.UNKNOWN)


def _arithmetic(speaker: Speaker, node: tree.Binary) -> Phrase:
    if node.operator == "-":
        left, right = speaker.phrase(node.left), speaker.phrase(node.right)
        if {left.shape, right.shape} & _INSTANTS:
            return shifted(speaker, node, left, right)
    left, right = speaker.numeric(node.left), speaker.numeric(node.right)
    if NULL in (left, right):
        raise missing(node)
    if node.operator == "%":
        speaker.remarks.note("import.jdm.remainder")
        speaker.remarks.helpers.add("remainder of")
        return call("remainder of", left, right, shape=Kind.NUMBER, nullable=False)
    level = _ARITHMETIC[node.operator]
    if node.operator == "^" and left.level is Level.POWER:
        left = Phrase(f"({left.text})", Kind.NUMBER, roots=left.roots)
    written = "**" if node.operator == "^" else node.operator
    divides = node.operator == "/" and not (right.constant and right.text != "0")
    if divides:
        speaker.remarks.note("import.jdm.division")
    return infix(written, left, right, level, Kind.NUMBER, nullable=divides)


def unary(speaker: Speaker, node: tree.Unary) -> Phrase:
    """`-x`, `+x`, `not x`."""
    if node.operator == "not":
        return negated(speaker.expected(node.operand, Kind.BOOLEAN))
    operand = speaker.numeric(node.operand)
    if node.operator == "+":
        return operand
    if isinstance(node.operand, tree.Literal) and isinstance(node.operand.value, Decimal):
        return number(-node.operand.value)
    return Phrase(f"-{within(operand, Level.ATOM)}", Kind.NUMBER, Level.NEGATE, nullable=False, roots=operand.roots)


def index(speaker: Speaker, node: tree.Index) -> Phrase:
    """`list[0]`, `text[0]`, `object[key]`."""
    base = speaker.phrase(node.base)
    need(base, strict=False)
    if isinstance(base.shape, ObjectShape) or (
        base.shape is Kind.UNKNOWN and speaker.phrase(node.index).shape is Kind.STRING
    ):
        return call("get value", base, speaker.expected(node.index, Kind.STRING), nullable=True)
    position = after(speaker, node.index)
    speaker.remarks.note("import.jdm.position")
    if base.shape is Kind.STRING:
        return call("substring", base, position, number(Decimal(1)), shape=Kind.STRING, nullable=True)
    use(base, ListShape(Kind.UNKNOWN), strict=False)
    origin = base.origin.item() if base.origin is not None else None
    written = f"{within(base, Level.ATOM)}[{position.text}]"
    return Phrase(written, item(base.shape), origin=origin, roots=base.roots | position.roots)


def after(speaker: Speaker, node: tree.Node) -> Phrase:
    """A position counted from 0 as one counted from 1."""
    match node:
        case tree.Literal(Decimal() as value):
            return number(value + 1)
        case tree.Unary("-"):
            raise ZenError("ZEN has no positions before the first.", "Count from the start.", node.span)
    return infix("+", speaker.numeric(node), number(Decimal(1)), Level.ADD, Kind.NUMBER)


def part(speaker: Speaker, node: tree.Slice) -> Phrase:
    """`list[1:3]` and `text[1:3]`, with both ends."""
    base = speaker.phrase(node.base)
    need(base, strict=False)
    if base.shape is Kind.UNKNOWN and base.origin is None:
        raise ZenError(
            f"Whether '{base.text}' is a list or a text decides which part is meant.",
            "Take the part where the value is made.",
            node.span,
        )
    speaker.remarks.note("import.jdm.position")
    is_text = base.shape is Kind.STRING
    if not is_text:
        use(base, ListShape(Kind.UNKNOWN), strict=False)
    start = node.start or tree.Literal(Decimal(0), node.span)
    first = after(speaker, start)
    function, shape = ("substring", Kind.STRING) if is_text else ("sublist", base.shape)
    if node.end is None:
        return call(function, base, first, shape=shape, nullable=True)
    length = _length(speaker, start, node.end)
    if length.text == "0" or length.level is Level.NEGATE:
        return EMPTY if not is_text else Phrase('""', Kind.STRING, nullable=False)
    return call(function, base, first, length, shape=shape, nullable=True)


def _length(speaker: Speaker, start: tree.Node, end: tree.Node) -> Phrase:
    """How much there is, both ends counted."""
    match start, end:
        case tree.Literal(Decimal() as low), tree.Literal(Decimal() as high):
            return number(high - low + 1)
    length = infix("-", speaker.numeric(end), speaker.numeric(start), Level.ADD, Kind.NUMBER)
    return infix("+", length, number(Decimal(1)), Level.ADD, Kind.NUMBER)
