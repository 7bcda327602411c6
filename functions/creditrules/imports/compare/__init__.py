"""Imported models held against what another engine was asked and answered.

compare_results(imported.models, imported.interpretations, {"loan.csv": data}, Options(now))     # tuple[Compared, …]
"""

from creditrules.imports.compare.causes import Cause, Step
from creditrules.imports.compare.comparing import Compared, Difference, Options, compare_results

__all__ = ["Cause", "Compared", "Difference", "Options", "Step", "compare_results"]
