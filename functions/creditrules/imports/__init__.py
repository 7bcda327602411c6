"""Rules that run elsewhere, turned into decision models here, with a report of everything that was interpreted.

Each reader takes files by name and a source, `(Mapping[str, bytes], Source) -> Imported`, never raises, and yields
models that `creditrules.dmn.check_model` accepts or errors that say what to write instead.
"""

from creditrules.imports.report import Imported, ImportedModel, Interpretation, Source

__all__ = ["Imported", "ImportedModel", "Interpretation", "Source"]
