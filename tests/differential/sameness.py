"""The table of how same we are: expressions and decision models × engines, and every difference that no list knows.

.ci/engines.sh python tests/differential/sameness.py
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from expressions import cases  # type: ignore[import-not-found]
from expressions import differences as of_expressions
from known_differences import known, surprises  # type: ignore[import-not-found]
from other_engines import EXPRESSIONS, MODELS  # type: ignore[import-not-found]
from shared_models import comparisons, models  # type: ignore[import-not-found]
from shared_models import differences as of_models

WIDE = 48


def main() -> int:
    """Print the table; 1 where a difference is not listed."""
    unlisted: list[str] = []
    lines = [*expression_lines(unlisted), "", *model_lines(), ""]
    for engine in MODELS:
        unlisted += [f"{engine}: {line}" for line in surprises(of_models(engine), known("models", engine))]
    sys.stdout.write("\n".join([*lines, *unlisted]) + "\n")
    return 1 if unlisted else 0


def expression_lines(unlisted: list[str]) -> Iterator[str]:
    """Same of all by topic and engine."""
    different = {engine: of_expressions(engine) for engine in EXPRESSIONS}
    yield f"{'expressions, as DMN 1.5 has them':{WIDE}}" + "".join(f"{engine:>14}" for engine in ("ours", *EXPRESSIONS))
    for file in dict.fromkeys(case.file for case in cases()):
        texts = [case.text for case in cases() if case.file == file]
        same = [len(texts) - sum(text in different[engine] for text in texts) for engine in EXPRESSIONS]
        yield f"{file:{WIDE}}" + "".join(f"{f'{one}/{len(texts)}':>14}" for one in (len(texts), *same))
    for engine in EXPRESSIONS:
        found = surprises(different[engine], known("expressions", engine))
        unlisted += [f"{engine}: {line}" for line in found]


def model_lines() -> Iterator[str]:
    """Same of all decisions by model and engine; - where a model is not asked."""
    same: dict[str, Counter[str]] = defaultdict(Counter)
    all_of: dict[str, Counter[str]] = defaultdict(Counter)
    for engine in MODELS:
        for one in comparisons(engine):
            same[one.model][engine] += not one.place
            all_of[one.model][engine] += 1
    yield f"{'decisions of models, same as ours':{WIDE}}" + "".join(f"{engine:>14}" for engine in MODELS)
    everywhere = [one.name for one in models() if same[one.name] == all_of[one.name]]
    for name in (one.name for one in models() if one.name not in everywhere):
        cells = (f"{same[name][one]}/{all_of[name][one]}" if all_of[name][one] else "-" for one in MODELS)
        yield f"{name[: WIDE - 1]:{WIDE}}" + "".join(f"{cell:>14}" for cell in cells)
    yield f"{f'{len(everywhere)} more, the same in each engine':{WIDE}}"
    total = (f"{sum(one[e] for one in same.values())}/{sum(one[e] for one in all_of.values())}" for e in MODELS)
    yield f"{'all':{WIDE}}" + "".join(f"{cell:>14}" for cell in total)


if __name__ == "__main__":
    sys.exit(main())
