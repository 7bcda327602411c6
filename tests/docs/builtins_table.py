"""The table of built-in functions in docs/feel.md: `python -m tests.docs.builtins_table` writes it there anew."""

from __future__ import annotations

from pathlib import Path

from creditrules.feel import BUILTINS

PAGE = Path(__file__).parents[2] / "docs" / "feel.md"
START, END = "<!-- built-ins: written by tests/docs/builtins_table.py -->\n", "<!-- end of built-ins -->\n"


def table() -> str:
    """Every function with the ways to call it and what each gives."""
    lines = ["| function | gives |", "|---|---|"]
    for name in sorted(BUILTINS):
        for signature in BUILTINS[name].signatures:
            parts = []
            for parameter in signature.parameters:
                part = f"{parameter.name}: {parameter.type}"
                part = f"{part}, …" if parameter.variadic else part
                parts.append(f"[{part}]" if parameter.optional else part)
            lines.append(f"| `{name}({', '.join(parts)})` | {_plain(str(signature.result))} |")
    return "\n".join(lines) + "\n"


def _plain(type_: str) -> str:
    return f"`{type_}`" if "<" in type_ else type_


def between(text: str) -> str:
    """The table as the page has it."""
    return text.partition(START)[2].partition(END)[0]


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    PAGE.write_text(text.replace(START + between(text) + END, START + table() + END), "utf-8")
