"""Enumerations as clients see them: the domain's own, with a description of each for those who read the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from enum import Enum

from creditrules.api.types.declaring import enum_value, strawberry
from creditrules.api.types.described import describe
from creditrules.auth import Role
from creditrules.desk import CauseKind, FactStanding, FigureKey, PlannedAct
from creditrules.eligibility import (
    Aspect,
    BreachKind,
    Effect,
    LiftState,
    NoticePack,
    Origin,
    Outcome,
)
from creditrules.eligibility import Doubt as LiftDoubt
from creditrules.eligibility.recording import FactsState, JobState, ReviewResult
from creditrules.errors import Severity
from creditrules.imports import Source as RuleSource
from creditrules.population.impact import PopulationForm
from creditrules.rules import (
    ActivationKind,
    BasisCategory,
    Category,
    DocumentKind,
    Intervention,
    PartyRole,
    Scenario,
    Segment,
    TermName,
)
from creditrules.rules.diff import ColumnRole, DiffKind, PieceKind, Section
from creditrules.rules.life import PolicyScope, ProposalState
from creditrules.rules.merge import ConflictKind, Side
from creditrules.rules.time import Standing

__all__ = [
    "ActivationKind",
    "ApiKeyPurpose",
    "Aspect",
    "BasisCategory",
    "BreachKind",
    "Category",
    "CauseKind",
    "ColumnRole",
    "ContentFormat",
    "DiffKind",
    "DocumentKind",
    "Effect",
    "FactStanding",
    "FactsState",
    "FigureKey",
    "Intervention",
    "JobState",
    "LiftDoubt",
    "LiftKind",
    "LiftState",
    "MergeConflictKind",
    "MergeSide",
    "NoticePack",
    "Origin",
    "Outcome",
    "PartyRole",
    "PieceKind",
    "PlannedAct",
    "PolicyScope",
    "PopulationForm",
    "ProposalState",
    "ReviewResult",
    "Role",
    "RuleSource",
    "Scenario",
    "Section",
    "Segment",
    "Severity",
    "Standing",
    "TermName",
]


@strawberry.enum(description="How a version's content is written.")
class ContentFormat(Enum):
    YAML = enum_value("YAML", description="Rules as code, for reading and editing.")
    JSON = enum_value("JSON", description="The canonical form, of which the digest is taken.")


@strawberry.enum(description="How a rule set says what would lift a reason.")
class LiftKind(Enum):
    TEXT = enum_value("TEXT", description="In words alone: nobody has proved them.")
    CONDITION = enum_value("CONDITION", description="As a condition, which is solved and proved: `liftCondition`.")


@strawberry.enum(description="What an API key may be used for, besides reading what partners may.")
class ApiKeyPurpose(Enum):
    ASK = enum_value("ASK", description="Asking, and reading what is published; every key may.")
    DECIDE = enum_value("DECIDE", description="Having decisions recorded.")
    REGISTER_CONTRACT = enum_value("REGISTER_CONTRACT", description="Registering what is relied on.")
    REQUEST_REVIEW = enum_value("REQUEST_REVIEW", description="Asking for a person's look at a decision.")
    CHOOSE_RULES = enum_value("CHOOSE_RULES", description="Having decisions recorded under rules of one's own choice.")


MergeSide = Side
MergeConflictKind = ConflictKind


describe(
    CauseKind,
    "What may make an answer other than it was.",
    TIME="The valid time moved: what rules read as now or today.",
    DOCUMENT="Another version of a rule set, product or other document is in force, or none.",
    FACTS="A fact is another, or is given where it was not; or all that are, where these are many.",
    REQUEST="Something else is asked for.",
)
describe(
    Effect,
    "What a cause has to do with the difference between two answers.",
    name="CauseEffect",
    DECISIVE="Alone it changes the answer, and without it the end would be another.",
    TOGETHER="Alone it changes nothing; together with others it does.",
    UNTRIED="The bound of evaluations was reached before it was tried.",
    OVERTAKEN="Alone it changes the answer, but without it the end would be the same.",
    NONE="It did not cause anything: the answer is the same with and without it.",
)
describe(
    FigureKey,
    "By what decisions may be counted.",
    DAY="The day in UTC on which they were recorded.",
    PRODUCT="The product that an answer is for.",
    OUTCOME="The outcome of an answer.",
    AUTHOR="The partner that asked.",
    REASON="The reasons that an answer gives.",
    VERSION="The versions of rule sets that a decision rests on.",
)
describe(
    Outcome,
    "The answer for one product: a step of the intervention ladder, mildest first, or UNDETERMINED.",
    ALLOW="The applicant may have the product.",
    WARN="The applicant may have the product and should be told of a risk.",
    STEP_UP="The applicant may have the product after giving more proof.",
    LIMIT="The applicant may have the product with a lower limit or restricted features.",
    PAUSE="The product is suspended for the applicant, until a date where one is set.",
    REFER="A person decides; also where no rule fired or a rule could not be evaluated.",
    DECLINE="The applicant may not have the product.",
    UNDETERMINED="Facts are missing that could change the answer: see missingFacts.",
)
describe(
    Intervention,
    "What one rule answers, mildest first. No rule answers with a bare yes or no.",
    ALLOW="Nothing against the applicant.",
    WARN="The applicant should be told of a risk.",
    STEP_UP="More proof is needed.",
    LIMIT="A lower limit or restricted features.",
    PAUSE="Suspended, until a date where one is set.",
    REFER="A person decides.",
    DECLINE="Not for this applicant.",
)
describe(
    Category,
    "Why a rule set or a parameter exists.",
    name="RuleCategory",
    RISK="The lender's own view of risk, risk interception included.",
    PRODUCT="How the product is made: terms, scenarios, availability.",
    REGULATION="Law or a regulator's rule.",
)
describe(
    Origin,
    "Where a reason comes from. Only RULE is a rule's own answer; the others tell of the lack of one.",
    name="ReasonOrigin",
    RULE="A rule fired.",
    NO_RULE_FIRED="The rule set had no rule for this applicant.",
    NOT_EVALUABLE="The rule set could not be evaluated on these facts.",
    NO_VERSION_IN_FORCE="No version of the rule set was in force.",
    BUDGET_SPENT="The request's budget of evaluation was spent before the rule set had answered.",
)
describe(
    Segment,
    "Whom a product is for.",
    CONSUMER="Persons, for their own use.",
    BUSINESS="Businesses, the smallest included.",
)
describe(
    Scenario,
    "What the money is for.",
    GENERAL="Not bound to a purpose.",
    AUTO="Buying a car.",
    ELECTRONICS="Buying electronics.",
    HOME="Furnishing and repairing a home.",
    EDUCATION="Education and training.",
    TRAVEL="Travel.",
    HEALTH="Medical care.",
    CARE="Care of children and of the old.",
)
describe(
    BasisCategory,
    "What a change rests on.",
    REGULATION="Law or a regulator's rule.",
    RISK="A finding about risk.",
    PRODUCT="A decision about the product.",
    PARTNER="An agreement with a partner.",
    CORRECTION="A mistake that is put right.",
)
describe(
    DocumentKind,
    "What is kept in versions.",
    RULE_SET="A rule set.",
    PRODUCT="A product.",
    PARAMETER="A parameter.",
    EXPERIMENT="An experiment.",
    POLICY="The lender's settings, or its approval policy.",
)
describe(
    ActivationKind,
    "How a version came into force.",
    PUBLICATION="From the moment of recording on, or from a later one.",
    CORRECTION="Declared to hold from a moment that had already passed.",
    ROLLBACK="An old version, put in force again.",
    RETIREMENT="No version is in force from then on.",
    CANCELLATION="Takes back an activation that had not started.",
)
describe(
    ProposalState,
    "Where a proposal stands.",
    DRAFT="Being written; any edit leads back here.",
    SUBMITTED="Waiting for the approvals that the policy requires.",
    APPROVED="Free to be published.",
    PUBLISHED="Has become a version.",
    REJECTED="Refused by those who approve.",
    WITHDRAWN="Given up by those who write.",
)
describe(
    Standing,
    "Where an activation stands at the two times asked for.",
    SCHEDULED="Has not started.",
    IN_FORCE="Decides what is in force; a retirement, that nothing is.",
    SUPERSEDED="Another one decides.",
    EXPIRED="Its stated end has passed.",
    CANCELLED="Was taken back before it started; or takes another one back.",
)
describe(
    PopulationForm,
    "How the rows of a population are written.",
    CSV="A header with the names of columns, then a line a row.",
    JSON_LINES="An object a line.",
)
describe(
    PolicyScope,
    "What a rule of the approval policy is for.",
    RISK_RULES="Rule sets of the category RISK.",
    PRODUCT_RULES="Rule sets of the category PRODUCT.",
    REGULATION_RULES="Rule sets of the category REGULATION.",
    PRODUCTS="Products.",
    PARAMETERS="Parameters; where it is not set, the strictest rule for rule sets holds.",
    ROLLBACKS="Going back to an old version; where it is not set, who may correct does so alone.",
)
describe(
    Role,
    "Whose approval counts.",
    name="ApprovingRole",
    APPROVER="Those whose work is to approve.",
    CHIEF="Those who also correct, retire and set the policy.",
)
describe(
    Severity,
    "How much a diagnostic weighs.",
    ERROR="Stops publishing.",
    WARNING="Is told and does not stop publishing.",
    INFO="Is good to know, and no reason to change anything.",
)
describe(
    BreachKind,
    "In what an answer is not as a contract query expects it.",
    REFUSED="The question is refused.",
    NOT_ANSWERED="A product is not in force, and not among the answers.",
    NOT_EVALUABLE="A product cannot take the value of a fact.",
    OUTCOME="A product answers another outcome.",
    TERMS="A term that is relied on is not stated, or out of its bound.",
    OFFER="There is no offer, or it is out of a bound.",
    REASONS="A reason that is relied on is not given, an unexpected one is, or one has no text in the language.",
    PARTIES="Nothing is found of a party.",
    NOT_RUN="Whether it holds could not be found out; the message says why.",
)
describe(
    TermName,
    "A term that an answer may state.",
    LIMIT="The highest amount.",
    RATE="The highest all-in cost a year.",
    UNTIL="When the intervention ends.",
)
describe(
    FactStanding,
    "Whether a rule set asks for a fact, at the two times asked for.",
    IN_FORCE="A rule set in force asks for it.",
    TO_COME="Only a rule set that is to come asks for it.",
    RETIRED="None does any more; it is accepted until the notice period is over.",
)
describe(
    FactsState,
    "What has become of a recorded decision's facts.",
    KEPT="They are kept, encrypted.",
    EXPIRED="Their retention is over. The receipt stays.",
    ERASED="Their subject's facts were erased. The receipt stays.",
)
describe(
    Aspect,
    "In what two answers for one product can differ.",
    name="AnswerAspect",
    ANSWERED="Only one of them answers for this product.",
    OUTCOME="The outcome, or the outcomes that are possible.",
    TERMS="Limit, rate, restricted features or end.",
    OFFER="What is offered, or why nothing is.",
    REASONS="The rules that fired, and what they set.",
    PRINCIPAL_REASONS="Which reasons counted most, in what order; only where both answers say it.",
    LIFTS="What would lift the reasons, as it was worked out; only where both answers say it.",
    VERSIONS="The contents of the product or of its rule sets.",
    MISSING_FACTS="The facts that could change the answer.",
    ALTERNATIVES="What else is open.",
    WARNINGS="What to know about how the answer came about.",
    RESTS_ON="The facts whose source was told and that the answer rests on.",
    TRACE="Anything else on record, by its name: only when a decision is evaluated again as it was.",
)
describe(
    Side,
    "Whose word is taken where two changes contradict each other.",
    name="MergeSide",
    THEIRS="The latest version's.",
    OURS="The proposal's.",
)
describe(
    ConflictKind,
    "How two changes contradict each other.",
    name="MergeConflictKind",
    CHANGED="Both say something else.",
    REMOVED="One removed what the other changed.",
    ORDER="Both put items in another order, or rows at one place of which the first counts.",
)
describe(
    DiffKind,
    "What became of a part of the content.",
    ADDED="Only the `to` version has it.",
    REMOVED="Only the `from` version has it.",
    CHANGED="Both have it; it says something else.",
    MOVED="It stands at another place among its like and says the same.",
    RENAMED="It bears another name.",
    REWRITTEN="It is written in another form and says the same.",
)
describe(
    Section,
    "A part of a rule set, product or parameter.",
    name="ContentSection",
    METADATA="Name, description, category, time zone, terms and the like.",
    FACTS="The facts that rules ask for.",
    TYPES="Named types.",
    FUNCTIONS="Named functions.",
    SERVICES="Decision services.",
    DECISIONS="Decisions: expressions, and what is stated about tables.",
    REASONS="The reason catalogue.",
    TESTS="Test cases.",
    FEATURES="A product's features.",
    RULE_SETS="The rule sets that govern a product.",
    VALUES="The values of a parameter.",
)
describe(
    LiftState,
    "What is known of what would lift a reason.",
    PROVED="The rule set was evaluated again as it then would be, and did not give the reason.",
    NOT_PROVED="The condition can be met, but evaluating again contradicts it; `doubt` says how.",
    NOT_COMPUTED="The condition is of a form that is not solved, or facts that it asks for are not given.",
)
describe(
    LiftDoubt,
    "Why what would lift a reason is not proved or not computed.",
    name="LiftDoubt",
    HOLDS_ALREADY="The condition holds now, and the reason is given all the same.",
    NO_SOLUTION="No moment within 100 years and no values of single facts are known for which it holds.",
    STILL_GIVEN="Evaluated again the rule set gives the reason still.",
    NOT_EVALUABLE="Evaluated again the rule set has no usable answer.",
    SEVERER="Evaluated again the rule set comes to something severer than now.",
)
describe(
    NoticePack,
    "Whose law a notice of a decision follows.",
    US="Adverse action: Regulation B, 12 CFR 1002.9, and FCRA section 615(a). In English or Spanish.",
    EU="GDPR articles 15(1)(h) and 22(3), Directive (EU) 2023/2225 article 18. In English or German.",
    CN="Personal Information Protection Law, article 24. In Chinese or English.",
)
describe(
    JobState,
    "What can be done with a batch job.",
    OPEN="It takes parts, and its answers can be read.",
    FINISHED="It takes no more parts; its answers can be read.",
    EXPIRED="It was kept for as long as was said: its answers are gone.",
    DELETED="It was deleted: its answers are gone.",
)
describe(
    ReviewResult,
    "What a review came to.",
    UPHELD="The decision stands.",
    CHANGED="The decision does not stand; where it was made anew, `replacement` says by which.",
)
describe(
    PieceKind,
    "Which of two texts a piece belongs to.",
    SAME="Both.",
    REMOVED="Only the text of the `from` version.",
    ADDED="Only the text of the `to` version.",
)
describe(
    ColumnRole,
    "What a column of a decision table holds.",
    INPUT="Conditions.",
    OUTPUT="Results.",
    ANNOTATION="A rule's id or note.",
)
describe(
    RuleSource,
    "Where rules that are imported come from.",
    name="RuleSource",
    AUTO="Each file says so itself.",
    CAMUNDA7="DMN of Camunda 7.",
    CAMUNDA8="DMN of Camunda 8.",
    DROOLS="DMN of Drools, KIE and Kogito; Drools' tables in sheets and guided tables.",
    FLOWABLE="DMN of Flowable.",
    SIGNAVIO="DMN of Signavio.",
    TRISOTECH="DMN of Trisotech.",
    GORULES="Decision graphs (JDM) of GoRules.",
    EXCEL="Decision tables in sheets.",
    PMML="Scorecards and decision trees in PMML.",
    OPENFISCA="Dated parameters of OpenFisca.",
)
describe(
    PlannedAct,
    "What publishing a content would do.",
    CREATE="There is no such document yet: it would be made, with its first version.",
    CHANGE="It would become the next version.",
    NOTHING="The version in force then says the same.",
)

describe(
    PartyRole,
    "What somebody is to an application.",
    APPLICANT="Who applies; another one too, where several apply together.",
    CO_APPLICANT="Applies with the applicant.",
    GUARANTOR="Stands in for the applicant.",
)
