"""Many applicants by columns: distinct values are read and decided once by the code that decides rows, codes joined.

Needs the extra `population` (numpy, pyarrow).
"""

from creditrules.population.columnar.assessor import Assessed, ColumnarAssessor

__all__ = ["Assessed", "ColumnarAssessor"]
