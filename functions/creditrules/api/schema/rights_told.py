"""Who may do what, and who sees which field, as a page that is written from the two tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.api.schema.built import GRAPHQL_SCHEMA, RIGHTS_OF_FIELDS
from creditrules.auth import RIGHTS, Action, Role

__all__ = ["rights_page"]

_HEAD = """# Rights

Written by `creditrules rights` from the code that enforces it. A token has roles, and roles give rights; an API key has
those of a partner within its purposes. Every field of the schema needs one right, which `@permission(needs:)` shows in
`graphql/schema.graphql`: on a type, of all its fields that say no other.

A field without its right is null, and `errors` has FORBIDDEN with its path; nothing else of the answer is lost. What a
lender publishes is told to everybody who may ask: notices, reasons with their messages, basis and link, facts that are
asked for. A document without a version is known only to those who may see the policy: to all others it is not there.
Where a rule set does not publish its thresholds, or a parameter its values, these are null to them, as the fields say.

## Roles
"""
_FIELDS = """
## Fields

All that are not named here need ASK. `Type` stands for all fields of the type but those named under another right.
"""


def rights_page() -> str:
    """The page, as Markdown."""
    return "\n".join((_HEAD, *_of_roles(), _FIELDS, *_of_fields()))


def _of_roles() -> Iterator[str]:
    yield f"| right | {' | '.join(role.lower() for role in Role)} |"
    yield f"|---|{'---|' * len(Role)}"
    for action in Action:
        yield f"| {action} | {' | '.join('yes' if action in RIGHTS[role] else '' for role in Role)} |"


def _of_fields() -> Iterator[str]:
    yield "| right | fields |"
    yield "|---|---|"
    for action in Action:
        named = ", ".join(f"`{each}`" for each in sorted(_needing(action)))
        if named and action is not Action.ASK:
            yield f"| {action} | {named} |"
    yield ""


def _needing(action: Action) -> set[str]:
    """Types by themselves where all their fields need it unless they say otherwise, and fields that say so."""
    inherited = {name: _inherited(name) for name in RIGHTS_OF_FIELDS.needed}
    return {each for each, needed in RIGHTS_OF_FIELDS.own.items() if needed is action} | {
        f"{owner}.{name}"
        for owner, needed in RIGHTS_OF_FIELDS.needed.items()
        for name, right in needed.items()
        if right is action and RIGHTS_OF_FIELDS.own.get(owner) is not action and name not in inherited[owner]
    }


def _inherited(owner: str) -> set[str]:
    type_ = GRAPHQL_SCHEMA.type_map[owner]
    interfaces = getattr(type_, "interfaces", ())
    return {name for interface in interfaces for name in interface.fields}
