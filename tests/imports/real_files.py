"""Files that lenders and vendors really have, imported: which are read, which are refused, and how answers compare.

    python tests/imports/real_files.py ../shared [--all]

prints the figures by source, then every refusal and every answer that differs; with --all each file.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import from_datetime
from creditrules.imports import Compared, Imported, Options, compare_results, import_files

OPTIONS = Options(from_datetime(datetime(2026, 1, 15, 12, tzinfo=UTC)), Decimal("1e-8"))
"""Numbers within what the conformance kit allows."""


@dataclass(frozen=True)
class Lot:
    """Files that are imported together. rules: those to be read; results: what their engine answered."""

    source: str
    rules: tuple[str, ...]
    results: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a lot."""

    lot: Lot
    imported: Imported
    compared: tuple[Compared, ...]

    @property
    def refused(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The files of which no model came, with the errors that are about them."""
        read = {file for model in self.imported.models for file in model.files}
        errors = [one for one in self.imported.diagnostics if one.severity is Severity.ERROR]
        return {
            name: tuple(one for one in errors if one.place.startswith(name))
            for name in self.lot.rules
            if name not in read
        }


def lots(shared: Path) -> Iterator[Lot]:
    """All that there is, by the folders that files are published in."""
    rules = shared / "data" / "rules"
    for folder in _folders(rules / "dmn"):
        results = (*folder.glob("*-test-*.xml"), *folder.glob("*.conf"), *folder.glob("*.scesim"))
        yield _lot(shared, f"dmn/{folder.relative_to(rules / 'dmn').parts[0]}", folder.glob("*.dmn"), results)
    for file in sorted((rules / "jdm" / "gorules-zen").glob("*.json")):
        tested = '"tests"' in file.read_text("utf-8")
        yield _lot(shared, "jdm/gorules-zen", [file], [file] if tested else [])
    for folder in _folders(rules / "jdm" / "bcgov-brms" / "current"):
        tables = rules / "jdm" / "bcgov-brms" / "tests"
        asked = [table for file in folder.glob("*.json") for table in tables.glob(f"{file.stem}*.csv")]
        yield _lot(shared, "jdm/bcgov-brms current", folder.glob("*.json"), asked)
    for file in sorted((rules / "jdm" / "bcgov-brms" / "history").rglob("*.json")):
        yield _lot(shared, "jdm/bcgov-brms history", [file], [])
    yield _lot(shared, "gdst", (rules / "gdst").glob("*.gdst"), [])
    yield _lot(shared, "openfisca-france", (rules / "openfisca-france").rglob("*.yaml"), [])


def kit_lots(kit: Path) -> Iterator[Lot]:
    """Each folder of the conformance kit."""
    for folder in _folders(kit):
        level = folder.relative_to(kit).parts[0]
        yield _lot(kit.parent, f"kit {level}", folder.glob("*.dmn"), folder.glob("*-test-*.xml"))


def _folders(root: Path) -> list[Path]:
    return sorted({path.parent for path in root.rglob("*") if path.suffix in {".dmn", ".json"} and path.parent != root})


def _lot(root: Path, source: str, rules: Iterator[Path] | list[Path], results: Iterator[Path] | Sequence[Path]) -> Lot:
    def named(paths: Iterator[Path] | Sequence[Path]) -> tuple[str, ...]:
        return tuple(path.relative_to(root).as_posix() for path in sorted(paths))

    return Lot(source, named(rules), named(results))


def outcome_of(root: Path, lot: Lot) -> Outcome:
    """Import a lot, and compare what can be."""
    imported = import_files({name: (root / name).read_bytes() for name in lot.rules})
    results = {name: (root / name).read_bytes() for name in lot.results}
    read = {file.rpartition("/")[2].rpartition(".")[0] for model in imported.models for file in model.files}
    about = {name: data for name, data in results.items() if any(_is_of(name, stem) for stem in read)}
    return Outcome(lot, imported, compare_results(imported.models, imported.interpretations, about, OPTIONS))


def _is_of(name: str, stem: str) -> bool:
    """Whether results are of a file: they begin with its name, or their folder has but one model."""
    return name.rpartition("/")[2].startswith(stem) or name.endswith(".scesim")


def expected(text: str) -> dict[str, str]:
    """A list of names, each under a heading "# reason"."""
    reason, found = "", {}
    for line in text.splitlines():
        if line.startswith("#"):
            reason = line.lstrip("#").strip()
        elif line.strip():
            found[line.strip()] = reason
    return found


def differing(outcomes: Sequence[Outcome]) -> list[str]:
    """Each answer that differs, as "file: case / output"."""
    return [
        f"{one.file}: {each.case or each.line} / {each.output}"
        for outcome in outcomes
        for one in outcome.compared
        for each in one.differences
    ]


def figures(outcomes: Sequence[Outcome]) -> str:
    """By source: files, those read, interpreted and refused; answers compared and those that are equal."""
    lines = [f"{'':28}{'files':>7}{'read':>7}{'refused':>9}{'interpretations':>17}{'answers':>9}{'equal':>8}"]
    for source in dict.fromkeys(one.lot.source for one in outcomes):
        of = [one for one in outcomes if one.lot.source == source]
        files = sum(len(one.lot.rules) for one in of)
        refused = sum(len(one.refused) for one in of)
        told = sum(len(one.imported.interpretations) for one in of)
        answers = sum(each.values for one in of for each in one.compared)
        equal = sum(each.equal for one in of for each in one.compared)
        lines.append(f"{source:28}{files:>7}{files - refused:>7}{refused:>9}{told:>17}{answers:>9}{equal:>8}")
    return "\n".join(lines)


def reasons(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Every file that is refused, with its first error and how many there are."""
    for outcome in outcomes:
        for name, errors in outcome.refused.items():
            first = (
                errors[0].render().splitlines()[0].replace(f"{name}.", "").replace(f"{name}: ", "") if errors else "?"
            )
            yield f"REFUSED {name} ({len(errors)} errors) {first}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Import all, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--all", action="store_true", help="also name each file that is read")
    options = parser.parse_args(arguments)
    outcomes = [outcome_of(options.shared, lot) for lot in (*lots(options.shared), *kit_lots(options.shared / "tck"))]
    lines = [figures(outcomes), "", *reasons(outcomes), *(f"DIFFERS {name}" for name in differing(outcomes))]
    kinds = Counter(each.code for one in outcomes for each in one.imported.interpretations)
    lines += ["", *(f"{count:>7} {code}" for code, count in kinds.most_common())]
    if options.all:
        lines += [
            f"READ {file} → {model.name}" for one in outcomes for model in one.imported.models for file in model.files
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
