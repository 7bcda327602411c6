"""One population spread over many machines: what each is told, what it answers to its part, and how the parts add up.

What moves the parts is somebody else's engine: Spark, or a Distributed Map of Step Functions. Needs the extra
`population`.
"""

from creditrules.population.spread.job import BadJob, Job, read_job
from creditrules.population.spread.parts import Objects, Parts
from creditrules.population.spread.stages import TALLY_COLUMN, AnswerStage, TallyStage
from creditrules.population.spread.tallies import added, plain_tally, read_tally
from creditrules.population.spread.worker import ANSWER_COLUMNS, Worker

__all__ = [
    "ANSWER_COLUMNS",
    "TALLY_COLUMN",
    "AnswerStage",
    "BadJob",
    "Job",
    "Objects",
    "Parts",
    "TallyStage",
    "Worker",
    "added",
    "plain_tally",
    "read_job",
    "read_tally",
]
