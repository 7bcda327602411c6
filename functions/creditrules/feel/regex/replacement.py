"""What stands in for a match: a text with `$1` for what a group matched."""

from __future__ import annotations

from creditrules.feel.regex.matching import Regex
from creditrules.feel.regex.pattern import PatternError

__all__ = ["expand"]


def expand(template: str, regex: Regex) -> list[str | int]:
    r"""A replacement as texts and group numbers: `$1`, `\$`, `\\`; raises PatternError for a stray `$` or `\`."""
    if regex.pattern.literal:
        return [template]
    pieces: list[str | int] = []
    place = 0
    while place < len(template):
        sign, following = template[place], template[place + 1 : place + 2]
        place += 1
        if sign == "\\":
            if following not in ("\\", "$"):
                raise PatternError(f"in the replacement, '\\' stands alone at character {place}")
            pieces.append(following)
            place += 1
        elif sign == "$":
            if not (following and following in "0123456789"):
                raise PatternError(f"in the replacement, '$' has no number at character {place}")
            number, place = _group_number(template, place, regex.pattern.groups)
            pieces.append(number)
        else:
            pieces.append(sign)
    return pieces


def _group_number(template: str, place: int, groups: int) -> tuple[int, int]:
    number = int(template[place])
    place += 1
    while place < len(template) and template[place] in "0123456789" and number * 10 + int(template[place]) <= groups:
        number = number * 10 + int(template[place])
        place += 1
    return number, place
