"""Parameters with dated values, as OpenFisca keeps them: as a decision model, or as parameters, and written back."""

from creditrules.imports.openfisca.parameters import read_parameters
from creditrules.imports.openfisca.reading import read_openfisca
from creditrules.imports.openfisca.writing import no_openfisca, written_openfisca

__all__ = ["no_openfisca", "read_openfisca", "read_parameters", "written_openfisca"]
