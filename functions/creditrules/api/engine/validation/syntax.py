"""What is wrong with a text that does not parse, in a sentence that quotes none of it."""

from __future__ import annotations

import re

from graphql import GraphQLSyntaxError

__all__ = ["syntax_sentence"]

_KIND = r"('[^\w\s']{1,3}'|<EOF>|[A-Z][A-Za-z]+)"
_EXPECTED = re.compile(rf"Syntax Error: Expected ('[^\s']{{1,12}}'|[A-Z][A-Za-z]+), found {_KIND}")
_UNEXPECTED = re.compile(rf"Syntax Error: Unexpected {_KIND}")
_STARTS = {
    "Unterminated string": "A text has no end.",
    "Invalid character escape": "An escape in a text is none of GraphQL's.",
    "Invalid Unicode escape": "An escape in a text is none of Unicode's.",
    "Invalid character": "A character stands here that GraphQL has no use for.",
    "Invalid number": "A number is not written as GraphQL has it.",
    "Document contains more": "The document has more words and signs than are read.",
}
_WORDS = {"<EOF>": "the end", "Name": "a name", "Int": "a number", "Float": "a number", "String": "a text"}


def syntax_sentence(error: GraphQLSyntaxError) -> str:
    """The sentence for an error of graphql-core's parser, whose own repeats the token that it met."""
    message = error.message
    if found := _EXPECTED.match(message):
        return f"Here is {_word(found[2])} where {_word(found[1])} is expected."
    if found := _UNEXPECTED.match(message):
        return f"Here is {_word(found[1])}, which GraphQL does not expect."
    start = message.removeprefix("Syntax Error: ")
    return next((said for begin, said in _STARTS.items() if start.startswith(begin)), "The document cannot be read.")


def _word(kind: str) -> str:
    return _WORDS.get(kind, kind)
