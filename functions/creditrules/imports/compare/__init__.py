"""Imported models held against what another engine was asked and answered.

compare_results(imported.models, imported.interpretations, {"loan.csv": data}, Options(now))     # tuple[Compared, …]
"""

from creditrules.imports.compare.comparing import Compared, Difference, Options, compare_results
from creditrules.imports.compare.reasons import Reason, Step

__all__ = ["Compared", "Difference", "Options", "Reason", "Step", "compare_results"]
