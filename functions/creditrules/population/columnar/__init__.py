"""Many applicants by columns: distinct values are read and decided once by the code that decides rows, codes joined.

Needs the extra `population` (numpy, pyarrow).
"""

from creditrules.population.columnar.assessor import Assessed, ColumnarAssessor
from creditrules.population.columnar.columns import Column, columns_of_batch, columns_of_rows
from creditrules.population.columnar.contents import Contents
from creditrules.population.columnar.counting import count_batch

__all__ = [
    "Assessed",
    "Column",
    "ColumnarAssessor",
    "Contents",
    "columns_of_batch",
    "columns_of_rows",
    "count_batch",
]
