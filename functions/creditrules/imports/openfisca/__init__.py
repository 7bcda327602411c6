"""Parameters with dated values, as OpenFisca keeps them, as a decision model."""

from creditrules.imports.openfisca.reading import read_openfisca

__all__ = ["read_openfisca"]
