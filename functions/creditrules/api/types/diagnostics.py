"""What is wrong: with content that an administrator sent, and with a request."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import Severity
from creditrules.api.types.input_places import camel, place_in
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.errors import Diagnostic as DomainDiagnostic
from creditrules.errors import Refusal

__all__ = ["Diagnostic", "Edit", "UserError", "user_error"]

LONGEST_EXCERPT = 400
LONGEST_EXPRESSION = 10_000


@strawberry.type(
    description="A change of the expression that mends what is wrong with it.", directives=needs(Action.ASK)
)
class Edit:
    title: str = strawberry.field(description="What it does, in a few words.")
    start: int = strawberry.field(description="The first character of the expression that is replaced, from 0.")
    end: int = strawberry.field(description="The first character behind what is replaced; `start` for an insertion.")
    replacement: str = strawberry.field(description="What is put there.")
    safe: bool = strawberry.field(description="Whether nothing else can have been meant.")


@strawberry.type(description="One thing wrong with content, and where.", directives=needs(Action.ASK))
class Diagnostic:
    code: str = strawberry.field(description='Stable, as in "feel.unknown-name".')
    message: str = strawberry.field(description="One sentence that quotes the author's own text.")
    hint: str | None = strawberry.field(description="What to do next, where anything honest can be advised.")
    place: str | None = strawberry.field(
        description='Path in the content, as in "decisions.Findings.rules[3].when[1]"; lists count from 1.'
    )
    line: int | None = strawberry.field(description="Line in the content, counted from 1, where known.")
    column: int | None = strawberry.field(description="Column in that line, counted from 1, where known.")
    severity: Severity = strawberry.field(description="Whether it stops publishing.")
    excerpt: str | None = strawberry.field(description="The expression, with carets under the part that is meant.")
    expression: str | None = strawberry.field(
        description="The whole expression, where there are edits of it; characters are Unicode code points."
    )
    edits: list[Edit] = strawberry.field(description="Changes of the expression that mend it, the likeliest first.")

    @classmethod
    def of(cls, diagnostic: DomainDiagnostic) -> Diagnostic:
        """The diagnostic as clients see it."""
        hint, place = diagnostic.hint or None, diagnostic.place or None
        edits = _edits(diagnostic)
        expression = diagnostic.source if edits else None
        excerpt = _excerpt(diagnostic)
        return told(cls, diagnostic, hint=hint, place=place, excerpt=excerpt, expression=expression, edits=edits)


def _edits(diagnostic: DomainDiagnostic) -> list[Edit]:
    if len(diagnostic.source) > LONGEST_EXPRESSION:
        return []
    return [
        Edit(title=fix.title, start=fix.span[0], end=fix.span[1], replacement=fix.replacement, safe=fix.safe)
        for fix in diagnostic.fixes
    ]


def _excerpt(diagnostic: DomainDiagnostic) -> str | None:
    if diagnostic.span is None or not diagnostic.source:
        return None
    start, end = diagnostic.span
    rest = diagnostic.source[:start].rpartition("\n")[2]
    line = (rest + diagnostic.source[start:]).partition("\n")[0]
    width = max(1, min(end - start, len(line) - len(rest)))
    return f"{line}\n{' ' * len(rest)}{'^' * width}"[:LONGEST_EXCERPT]


@strawberry.type(description="A mistake in a mutation's input; nothing was written.", directives=needs(Action.ASK))
class UserError:
    field: list[str] = strawberry.field(description='Path into the arguments, as in ["input", "slug"].')
    message: str = strawberry.field(description="One sentence.")
    code: str = strawberry.field(description='Stable, as in "SLUG_TAKEN".')
    hint: str | None = strawberry.field(description="What to do next, where anything honest can be advised.")


def user_error(refusal: Refusal, given: type) -> UserError:
    """A refusal of an input of the given type."""
    field = ["input", *place_in(given, [camel(str(step)) for step in refusal.field])]
    return UserError(field=field, message=refusal.message, code=refusal.code, hint=refusal.hint or None)
