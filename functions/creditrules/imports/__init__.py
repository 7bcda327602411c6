"""Rules that run elsewhere, turned into decision models here, with a report of everything that was interpreted.

    imported = import_files({"loan.dmn": data})     # imported.models, .interpretations, .diagnostics

    compare_results(imported.models, imported.interpretations, {"loan.csv": data}, Options(now))

`import_files` finds out what each file is and hands it to its reader, `(Mapping[str, bytes], Source) -> Imported`. No
reader raises; what it yields are models that `creditrules.dmn.check_model` accepts, or errors that say what to write
instead. `compare_results` asks the models what the other engine was asked, and holds the answers against each other.
`as_rule_set` makes a rule set of a model. `read_business_onto` reads a workbook of people into a model, and
`write_business` writes one.
"""

from creditrules.imports.business import BusinessBook, BusinessRead
from creditrules.imports.compare.compared import Cause, Compared, Difference, Options, Step
from creditrules.imports.dated_values import About, ParametersRead
from creditrules.imports.envelope import Envelope, RuleSetText
from creditrules.imports.limits import MAX_BYTES, MAX_FILES
from creditrules.imports.on_demand import (
    as_rule_set,
    compare_results,
    import_files,
    is_business_file,
    is_rule_file,
    needs_of,
    no_openfisca,
    offers,
    read_business_onto,
    read_parameters,
    write_business,
    write_business_like,
    written_openfisca,
)
from creditrules.imports.report import Imported, ImportedModel, Interpretation, Source

__all__ = [
    "MAX_BYTES",
    "MAX_FILES",
    "About",
    "BusinessBook",
    "BusinessRead",
    "Cause",
    "Compared",
    "Difference",
    "Envelope",
    "Imported",
    "ImportedModel",
    "Interpretation",
    "Options",
    "ParametersRead",
    "RuleSetText",
    "Source",
    "Step",
    "as_rule_set",
    "compare_results",
    "import_files",
    "is_business_file",
    "is_rule_file",
    "needs_of",
    "no_openfisca",
    "offers",
    "read_business_onto",
    "read_parameters",
    "write_business",
    "write_business_like",
    "written_openfisca",
]
