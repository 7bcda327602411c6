"""Leaving: all that is kept of one lender as files in open formats, and such files put where nothing of it is yet."""

from creditrules.store.leaving.exporting import export_tenant
from creditrules.store.leaving.form import Exported
from creditrules.store.leaving.importing import WholeTable, import_into_folder, import_into_table
from creditrules.store.leaving.reading import verify_export

__all__ = [
    "Exported",
    "WholeTable",
    "export_tenant",
    "import_into_folder",
    "import_into_table",
    "verify_export",
]
