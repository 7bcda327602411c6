"""The versions that are compared: files that decide together, of which one differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from creditrules.cli.files.documents import CheckedFile, check_files
from creditrules.cli.screen import give_up, notes, print_diagnostics
from creditrules.eligibility import ParametersGiven
from creditrules.errors import Severity
from creditrules.population import Assessor, stand_in_product
from creditrules.population.impact import Versions
from creditrules.records import dataclass
from creditrules.rules import Parameter

__all__ = ["VersionFiles", "read_versions"]


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """One side, ready to be asked. parameters: that decide on it."""

    assessor: Assessor
    versions: Versions
    product: str
    product_digest: str
    parameters: tuple[Parameter, ...] = ()


def read_versions(path: Path, beside: Sequence[Path], product: Path | None, moment: datetime) -> VersionFiles:
    """What decides where `path` (a rule set, a parameter or a product) stands beside the other files.

    Ends the command where a file cannot be used.
    """
    files = _checked([path, *beside, *([] if product is None else [product])])
    products = [file for file in files if file.product is not None]
    if len(products) > 1:
        give_up(
            f"{products[0].name} and {products[1].name} are both products.", "One product is applied for.", status=2
        )
    compiled = [file.rule_set for file in files if file.rule_set is not None]
    if not compiled:
        give_up("There is no rule set among the files.", "Name those that govern the product with --with.", status=2)
    parameters = [file.parameter for file in files if file.parameter is not None]
    form = products[0].product if products else None
    digest = products[0].product_digest if products else ""
    assessor = Assessor(form or stand_in_product(compiled), digest, compiled, moment, ParametersGiven(parameters).at)
    documents = {c.rule_set.form.rule_set: c.rule_set.digest for c in compiled}
    documents |= {f"parameter:{parameter.form.parameter}": parameter.digest for parameter in parameters}
    documents |= {f"product:{form.product}": digest} if form else {}
    return VersionFiles(
        assessor, Versions(path.name, documents), form.product if form else "", digest, tuple(parameters)
    )


def _checked(paths: Sequence[Path]) -> list[CheckedFile]:
    files = check_files(paths)
    for file in files:
        print_diagnostics(notes(), file.name, [d for d in file.diagnostics if d.severity is Severity.ERROR])
    for file in files:
        if not file.ok or (file.rule_set is None and file.parameter is None and file.product is None):
            give_up(f"{file.name} cannot be used as a rule set, a parameter or a product.")
    return files
