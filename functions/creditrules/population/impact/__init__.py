"""What a change does to people: a population under two versions, side by side."""

from creditrules.population.fairness import GroupRate
from creditrules.population.impact.alternatives import Alternative, Margins, Shortfall, less_discriminatory
from creditrules.population.impact.answers import Answer, GivenReason, Judged, answer_of
from creditrules.population.impact.census import Batch, Census
from creditrules.population.impact.changed import ChangedRow, ChangeKind
from creditrules.population.impact.coded import Coded, coded
from creditrules.population.impact.comparing import Comparison, PopulationRow
from creditrules.population.impact.counting import figures_of
from creditrules.population.impact.figures import (
    Approval,
    Distribution,
    Fairness,
    Figures,
    GroupMean,
    Loss,
    LossSide,
    Money,
    Segment,
    Swap,
)
from creditrules.population.impact.jury import InTime, Jury, NoTimeLeft, RowJury, jury_of
from creditrules.population.impact.kinds import Alike, alike
from creditrules.population.impact.plan import Bands, ImpactPlan, KnownOutcome, read_bands
from creditrules.population.impact.texts import PopulationForm, TextRow, cell_text, header_of, rows_of
from creditrules.population.impact.told import (
    Compared,
    PopulationImpact,
    Versions,
    changed_record,
    impact_digest,
    plain_impact,
)
from creditrules.population.impact.values import Spread
from creditrules.population.impact.words import headline, percent, ratio_text

__all__ = [
    "Alike",
    "Alternative",
    "Answer",
    "Approval",
    "Bands",
    "Batch",
    "Census",
    "ChangeKind",
    "ChangedRow",
    "Coded",
    "Compared",
    "Comparison",
    "Distribution",
    "Fairness",
    "Figures",
    "GivenReason",
    "GroupMean",
    "GroupRate",
    "ImpactPlan",
    "InTime",
    "Judged",
    "Jury",
    "KnownOutcome",
    "Loss",
    "LossSide",
    "Margins",
    "Money",
    "NoTimeLeft",
    "PopulationForm",
    "PopulationImpact",
    "PopulationRow",
    "RowJury",
    "Segment",
    "Shortfall",
    "Spread",
    "Swap",
    "TextRow",
    "Versions",
    "alike",
    "answer_of",
    "cell_text",
    "changed_record",
    "coded",
    "figures_of",
    "header_of",
    "headline",
    "impact_digest",
    "jury_of",
    "less_discriminatory",
    "percent",
    "plain_impact",
    "ratio_text",
    "read_bands",
    "rows_of",
]
