"""Many decisions: populations mapped to facts, decided by the code that serves partners, and counted; pure."""

from creditrules.population.assessor import Assessor, DecisionOrFaults, stand_in_product
from creditrules.population.mapping import (
    ColumnForm,
    MappingForm,
    NumberForm,
    TextForm,
    read_mapping,
)
from creditrules.population.record import decision_record, fault_record, flat_record
from creditrules.population.tally import Tally

__all__ = [
    "Assessor",
    "ColumnForm",
    "DecisionOrFaults",
    "MappingForm",
    "NumberForm",
    "Tally",
    "TextForm",
    "decision_record",
    "fault_record",
    "flat_record",
    "read_mapping",
    "stand_in_product",
]
