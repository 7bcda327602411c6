"""Rule sets, products, parameters and experiments in time: their contents, versions, and what was in force when.

This door has what is written and what is recorded of it. Six more have what is done with it:

- `creditrules.rules.time`: what was in force, and what may be scheduled.
- `creditrules.rules.life`: proposals, acts, and the policy by which changes are approved.
- `creditrules.rules.diff`: in what two contents differ, which is also what an impact counts, and which rules stay.
- `creditrules.rules.merge`: two changes of one content brought together.
- `creditrules.rules.audit`: whether a chain of acts holds.
- `creditrules.rules.ports`: what all this needs from a store.

Two times. Every read and every evaluation is at two times, `valid_at` and `known_at`; both are now unless said.

- `valid_at` is the moment whose rules are asked for. Ahead of now the answer is a forecast, and says so.
- `known_at` is what had been recorded by then. It is stamped by the store alone and increases strictly within a
  document, even when clocks step back. Nobody can ask ahead of now: that would be to know what is not yet known.
- Intervals are closed-open: in force from `valid_from` on, and no more at `valid_until`.
- In force at (valid_at, known_at) is the version of that activation which, among all recorded at or before `known_at`,
  not cancelled by then, and covering `valid_at`, starts last; of two that start together, the later recorded.
  A retirement is an activation of no version: where it decides, nothing is in force.

Example. What is recorded, one fact a line:

    recorded   what                                     from     until
    1 Jan      version 1 published                      1 Jan
    5 Jan      version 2 scheduled                      1 Mar
    9 Jan      version 3 published as a campaign        9 Jan    20 Jan
    1 Feb      version 4 declared a correction          10 Jan
    2 Feb      the schedule of version 2 cancelled      (1 Mar)
    1 Apr      rolled back to version 1                 1 Apr
    1 Jun      retired                                  1 Jun

    valid_at   known_at   in force   because
    8 Jan      30 Jun     1          the campaign starts on the 9th
    9 Jan      30 Jun     3          its start belongs to it
    15 Jan     31 Jan     3          what was known in January
    15 Jan     1 Feb      4          the correction starts later than the campaign
    20 Jan     31 Jan     1          the campaign's end does not belong to it, and what was in force before returns
    15 Mar     1 Feb      2          the schedule was still known, and starts later than the correction
    15 Mar     2 Feb      4          it was taken back
    15 Apr     30 Jun     1          the rollback, with no new version
    2 Jun      30 Jun     none       retired

The same is tested, line by line, and any sequence of acts at any two times against a slow, obvious model.
"""

from creditrules.rules.content.checking import CheckedRuleSet, check_rule_set, check_stored_rule_set
from creditrules.rules.content.contracts import Contract, ExpectedAnswer, ExpectedOffer, TermName
from creditrules.rules.content.dictionary import Declaration, Earlier, clashes, dictionary, same_type
from creditrules.rules.content.experiment_form import (
    ExperimentForm,
    GuardForm,
    Metric,
    TrialMode,
    read_experiment,
)
from creditrules.rules.content.form_c1 import FORM_C1, FORM_C1_OTHER
from creditrules.rules.content.forms import (
    ChangeForm,
    Expectation,
    LiftForm,
    ProductForm,
    PropertyCase,
    ReasonForm,
    Scenario,
    Segment,
    TestCase,
    is_time_zone,
)
from creditrules.rules.content.given_reasons import (
    asking_rows,
    findings_table,
    interventions_by_reason,
    reasons_of_asking_rows,
    steps_given,
)
from creditrules.rules.content.kept import rule_set_with_rows, without_rows
from creditrules.rules.content.ladder import Category, Intervention
from creditrules.rules.content.parameter_checks import KnownParameters, parameters_named
from creditrules.rules.content.parameter_names import is_parameter_slug, parameter_name, parameter_slug
from creditrules.rules.content.parameters import Parameter, Step, read_parameter
from creditrules.rules.content.parties import Exposure, FactSource, Party, PartyRole
from creditrules.rules.content.populations import KeptPopulation
from creditrules.rules.content.price_checks import check_price
from creditrules.rules.content.pricing import DepositUse, PricingForm, checked_rate, results_in
from creditrules.rules.content.reading import (
    RuleSet,
    RuleSetRead,
    located,
    read_change,
    read_product,
    read_rule_set,
    split_change,
)
from creditrules.rules.content.request import FIRST_DAY, LARGEST_AMOUNT, LAST_DAY, LONGEST_TERM, Request
from creditrules.rules.content.reserved import reserved_types
from creditrules.rules.content.statement import (
    Basis,
    BasisCategory,
    ChangeStatement,
    ComputedPart,
    FlawCount,
    Impact,
    PartKind,
    RowsCovered,
    TableImpact,
)
from creditrules.rules.content.texts import Texts, choose
from creditrules.rules.content.verifying import verify_rule_set
from creditrules.rules.diff.impact import compute_impact
from creditrules.rules.time.history import Activation, ActivationKind, DocumentKey, DocumentKind, Entry, Head, Version

__all__ = [
    "FIRST_DAY",
    "FORM_C1",
    "FORM_C1_OTHER",
    "LARGEST_AMOUNT",
    "LAST_DAY",
    "LONGEST_TERM",
    "Activation",
    "ActivationKind",
    "Basis",
    "BasisCategory",
    "Category",
    "ChangeForm",
    "ChangeStatement",
    "CheckedRuleSet",
    "ComputedPart",
    "Contract",
    "Declaration",
    "DepositUse",
    "DocumentKey",
    "DocumentKind",
    "Earlier",
    "Entry",
    "Expectation",
    "ExpectedAnswer",
    "ExpectedOffer",
    "ExperimentForm",
    "Exposure",
    "FactSource",
    "FlawCount",
    "GuardForm",
    "Head",
    "Impact",
    "Intervention",
    "KeptPopulation",
    "KnownParameters",
    "LiftForm",
    "Metric",
    "Parameter",
    "PartKind",
    "Party",
    "PartyRole",
    "PricingForm",
    "ProductForm",
    "PropertyCase",
    "ReasonForm",
    "Request",
    "RowsCovered",
    "RuleSet",
    "RuleSetRead",
    "Scenario",
    "Segment",
    "Step",
    "TableImpact",
    "TermName",
    "TestCase",
    "Texts",
    "TrialMode",
    "Version",
    "asking_rows",
    "check_price",
    "check_rule_set",
    "check_stored_rule_set",
    "checked_rate",
    "choose",
    "clashes",
    "compute_impact",
    "dictionary",
    "findings_table",
    "interventions_by_reason",
    "is_parameter_slug",
    "is_time_zone",
    "located",
    "parameter_name",
    "parameter_slug",
    "parameters_named",
    "read_change",
    "read_experiment",
    "read_parameter",
    "read_product",
    "read_rule_set",
    "reasons_of_asking_rows",
    "reserved_types",
    "results_in",
    "rule_set_with_rows",
    "same_type",
    "split_change",
    "steps_given",
    "verify_rule_set",
    "without_rows",
]
