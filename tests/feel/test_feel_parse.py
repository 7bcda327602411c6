"""Text to tree: precedence, names that are several words, every form of the grammar."""

from __future__ import annotations

import pytest

from creditrules.feel import parse_expression, parse_unary_tests
from creditrules.feel.tree import ast


def sketch(node: object) -> str:
    """The tree in one line: operators in front, names and literals as they are."""
    match node:
        case ast.Literal(_, str(value)):
            return f'"{value}"'
        case ast.Literal(_, value):
            return "null" if value is None else str(value).lower()
        case ast.Name(_, name):
            return name.replace(" ", "_")
        case ast.Arithmetic(_, sign, left, right) | ast.Comparison(_, sign, left, right):
            return f"({sign} {sketch(left)} {sketch(right)})"
        case tuple():
            return " ".join(map(sketch, node))
        case ast.Node():
            fields = (getattr(node, field) for field in type(node).__slots__)
            return f"({' '.join([type(node).__name__, *filter(None, map(sketch, fields))])})"
        case _:
            return str(node)


def tree(text: str, *names: str) -> str:
    parsed = parse_expression(text, names)
    assert not parsed.diagnostics, parsed.diagnostics
    return sketch(parsed.expr)


def cell(text: str, *names: str) -> str:
    parsed = parse_unary_tests(text, names)
    assert not parsed.diagnostics, parsed.diagnostics
    return sketch(parsed.expr)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a >= 18 and b >= 680", "(And (>= a 18) (>= b 680))"),
        ("a or b and c", "(Or a (And b c))"),
        ("a and b and c", "(And a b c)"),
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("1 - 2 - 3", "(- (- 1 2) 3)"),
        ("a ** b ** c", "(** (** a b) c)"),
        ("-a ** b", "(** (Negate a) b)"),
        ("a ** -b", "(** a (Negate b))"),
        ("a + b < c * d", "(< (+ a b) (* c d))"),
        ("a = b = c", "(= (= a b) c)"),
        ("a between 1 and 2 and b", "(And (Between a 1 2) b)"),
        ("not(a) or b", "(Or (Call not a None) b)"),
        ("-a.b[1]", "(Negate (Filter (Path a b) 1))"),
        ("a.b(c).d", "(Path (Call (Path a b) c None) d)"),
        ("if a then b else c + 1", "(If a b (+ c 1))"),
        ("if a then 1 else if b then 2 else 3", "(If a 1 (If b 2 3))"),
        ("a in [1..2)", "(In a (Interval 1 2 True False))"),
        ("a in ]1..2[", "(In a (Interval 1 2 False False))"),
        ("a in (1..2)", "(In a (Interval 1 2 False False))"),
        ("a in (< 1, 5)", "(In a (OperatorTest < 1) 5)"),
        ("a in >= 1 and b", "(And (In a (OperatorTest >= 1)) b)"),
        ("[< 1, (> 2)]", "(List (OperatorTest < 1) (OperatorTest > 2))"),
        ("[1..x[1]]", "(Interval 1 (Filter x 1) True True)"),
        ("[1..x[", "(Interval 1 x True False)"),
        ("[1..a.b[", "(Interval 1 (Path a b) True False)"),
        ("[1..a.b[1].c[", "(Interval 1 (Path (Filter (Path a b) 1) c) True False)"),
        ("[1..[2..3].end[", "(Interval 1 (Path (Interval 2 3 True True) end) True False)"),
        ("[]", "(List)"),
        ("{}", "(Context)"),
        ('{a: 1, "b c": a}', "(Context (ContextEntry a 1) (ContextEntry b c a))"),
        ("for x in a, y in 1..n return x", "(For (IteratorClause x a) (IteratorClause y (IterationRange 1 n)) x)"),
        ("some x in a satisfies x > 1", "(Quantified some (IteratorClause x a) (> x 1))"),
        ("function(a: number, b) a",
         "(FunctionDefinition (FormalParameter a (NamedType number)) (FormalParameter b None) a False)"),
        ("f(x: 1, y: 2)", "(Call f 1 2 x y)"),
        ("f()", "(Call f None)"),
        ("a instance of list<range<date and time>>",
         "(InstanceOf a (ListTypeNode (RangeTypeNode (NamedType date and time))))"),
        ("a instance of function<number> -> string",
         "(InstanceOf a (FunctionTypeNode (NamedType number) (NamedType string)))"),
        ("a instance of ns.t and b", "(And (InstanceOf a (NamedType ns.t)) b)"),
        ('@"P1D" + a', "(+ (AtLiteral P1D) a)"),
        ("string length(a)", "(Call string_length a None)"),
        ("((a))", "a"),
    ],
)  # fmt: skip
def test_the_tree_groups_as_the_grammar_does(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("monthly income * 2", ["monthly income"], "(* monthly_income 2)"),
        ("monthly  \n income", ["monthly income"], "monthly_income"),
        ("monthly income*2", ["monthly income", "income"], "(* monthly_income 2)"),
        ("a-b", ["a-b"], "a-b"),
        ("a - b", ["a-b"], "(- a b)"),
        ("debt/income > 1", ["debt/income"], "(> debt/income 1)"),
        ("applicant's age + 1", ["applicant's age"], "(+ applicant's_age 1)"),
        ("loan.principal amount", ["principal amount"], "(Path loan principal amount)"),
        ("x[due date > y].due date", ["due date"], "(Path (Filter x (> due_date y)) due date)"),
        ("date and time", ["date and time"], "date_and_time"),
        ("years in job and married", ["years in job"], "(And years_in_job married)"),
        ("2nd score", [], None),
        ("2nd score + 2", ["2nd score"], "(+ 2nd_score 2)"),
        ("% of limit > 50", ["% of limit"], "(> %_of_limit 50)"),
        ("#loans", ["#loans"], "#loans"),
        ("5 - 2", ["5", "5 - 2", "-"], "(- 5 2)"),
        ("(a) b", ["(a) b"], "(a)_b"),
        ("net income after tax", ["net income", "net income after tax"], "net_income_after_tax"),
        ("月收入(元) / 2", ["月收入(元)"], "(/ 月收入(元) 2)"),
        ("f(credit score: 1)", [], "(Call f 1 credit score)"),
        ("for each loan in all loans return each loan", ["all loans"],
         "(For (IteratorClause each loan all_loans) each_loan)"),
        ("function(first name) first name", [],
         "(FunctionDefinition (FormalParameter first name None) first_name False)"),
        ("{first name: 1, b: first name + 1}.first name", [],
         "(Path (Context (ContextEntry first name 1) (ContextEntry b (+ first_name 1))) first name)"),
    ],
)  # fmt: skip
def test_names_are_the_longest_that_are_known(text: str, names: list[str], expected: str | None) -> None:
    if expected is None:
        assert parse_expression(text, names).expr is None
    else:
        assert tree(text, *names) == expected


def test_a_name_of_one_context_is_not_known_outside_it() -> None:
    assert tree("[{a-b: 1}, a-b]") == "(List (Context (ContextEntry a-b 1)) (- a b))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", "(UnaryTests False)"),
        ("-5", "(UnaryTests (Negate 5) False)"),
        ("< 18", "(UnaryTests (OperatorTest < 18) False)"),
        ('"A", "B"', '(UnaryTests "A" "B" False)'),
        ("not(1, 2)", "(UnaryTests 1 2 True)"),
        ("not([1..2), ]3..4])", "(UnaryTests (Interval 1 2 True False) (Interval 3 4 False True) True)"),
        ("not(a) and b", "(UnaryTests (And (Call not a None) b) False)"),
        ("not(a) or not(b)", "(UnaryTests (Or (Call not a None) (Call not b None)) False)"),
        ("]1..x[, ]5..9[", "(UnaryTests (Interval 1 x False False) (Interval 5 9 False False) False)"),
        ("? > 5 and ? < 9", "(UnaryTests (And (> ? 5) (< ? 9)) False)"),
        ("[ 1 .. 5 ]", "(UnaryTests (Interval 1 5 True True) False)"),
        ("null", "(UnaryTests null False)"),
    ],
)
def test_a_cell_is_a_list_of_tests(text: str, expected: str) -> None:
    assert cell(text) == expected


def test_every_node_has_the_span_of_its_text() -> None:
    text = "(a + f(b, [1..2]).c[d > 1])"
    parsed = parse_expression(text)
    assert parsed.expr is not None
    spans = {text[slice(*node.span)] for node in ast.walk(parsed.expr)}
    assert spans == {
        *("a + f(b, [1..2]).c[d > 1]", "a", "f(b, [1..2]).c[d > 1]", "f(b, [1..2]).c", "f(b, [1..2])", "f", "b"),
        *("[1..2]", "1", "2", "d > 1", "d"),
    }


@pytest.mark.parametrize(
    "text", ["(a + b) * (c)", "(a) and (b)", "-(a)", "(a) = (b)", "if a then b else (c)", "(a) in (b)"]
)
def test_brackets_inside_an_expression_belong_to_it(text: str) -> None:
    parsed = parse_expression(f"[{text}]")
    assert isinstance(parsed.expr, ast.List)
    assert f"[{text}]"[slice(*parsed.expr.items[0].span)] == text
