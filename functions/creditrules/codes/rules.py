"""Codes of rule sets, products, facts and files of applicants."""

from __future__ import annotations

from typing import Final

__all__ = ["APPLICANTS", "FACTS", "PARAMETERS", "RULES"]

FACTS: Final = {
    "facts.incomplete": (
        "A fact that is a context lacks an entry, so that the whole is not known.",
        "Give it; null where there is none.",
    ),
    "facts.missing": ("A decision could not be made for want of facts.", "Give the facts that are listed."),
    "facts.not-allowed": (
        "A fact's value is not among the allowed ones.",
        "Use one of those that the rule set declares.",
    ),
    "facts.number-range": ("A number has more than 34 digits, or an exponent beyond ±6144.", "Round it."),
    "facts.too-deep": ("A fact is nested too deeply.", "Flatten it."),
    "facts.too-long": ("A text or a list among the facts is too long.", "Shorten it."),
    "facts.exposure-currency": (
        "What is owed is in another currency than the product, or its currency is not known.",
        "Say it in the product's currency, or name a parameter with the rate in the product's `exchange`.",
    ),
    "facts.type": (
        "A fact is of another type than is declared.",
        'Send numbers as decimals or decimal texts, dates as "2026-01-31".',
    ),
    "contracts.not-run": (
        "Whether a change breaks a contract query could not be found out: there was no time, or no way to run it.",
        "Check it again; a contract that cannot be read is to be registered again, or removed.",
    ),
    "clock.ahead": (
        "An act is recorded as of a time that has not come: a clock was ahead when its document was changed before.",
        "Have the clocks looked at; what must hold sooner can be a new document.",
    ),
    "contracts.broken": (
        "A change would break what a caller has registered that it relies on.",
        "Keep what it relies on, or agree on the change first.",
    ),
    "facts.ask-cost-clash": (
        "Asking for a fact costs one thing here and another in another rule set.",
        "Say one cost everywhere: questions are put in the order of their costs.",
    ),
    "facts.better-clash": (
        "Higher values of a fact are better in one rule set, lower ones in another.",
        "Say the same in both, or give one of the facts another name.",
    ),
    "facts.changeable-differs": (
        "Two rule sets say differently how an applicant could change a fact.",
        "Say the same in both: what is told to an applicant has to hold for all rule sets of a product.",
    ),
    "facts.protection-differs": (
        "A fact is protected in one rule set and not in another.",
        "Say `protected: true` in both: the outcome of the other may rest on it unnoticed.",
    ),
    "facts.domain-clash": (
        "Two rule sets allow values of a fact of which none is allowed by both.",
        "Make the allowed values meet, or give one of the facts another name.",
    ),
    "facts.domain-differs": (
        "Two rule sets each allow values of a fact that the other does not.",
        "Allow the same values in both: with any other value one of the two refers.",
    ),
    "facts.retyped": (
        "A new version gives a fact another type than callers send it in, be it that no rule asks for it any more.",
        "Give the fact another name, or wait until its notice period is over.",
    ),
    "facts.sensitivity-differs": (
        "A fact is sensitive in one rule set and not in another.",
        "Say `sensitive: true` in both: messages about the other may repeat its value.",
    ),
    "facts.type-clash": (
        "A fact has another type than in another rule set, in force or to come.",
        "Callers give one value to all: use that type, or give the fact another name.",
    ),
    "facts.unit-clash": ("A fact counts in one unit here and in another elsewhere.", "Use one unit for it everywhere."),
    "facts.retired": (
        "The fact is retired, and its notice period has run out.",
        "Leave it out.",
    ),
    "facts.unknown": ("No rule set that is asked declares such a fact.", "Correct its name, or leave it out."),
}

PARAMETERS: Final = {
    "rule-set.parameter-not-in-force": (
        "A parameter has no value in force when a version that uses it starts (an error), or later on (a warning).",
        "Publish a version of the parameter that holds then, or let the version end before.",
    ),
    "rule-set.parameter-unit": (
        "A rate or a limit is a parameter whose unit is of another kind: per cent, money, a fraction.",
        "See that it is the parameter that is meant; a rate is a fraction a year.",
    ),
    "rule-set.undeclared-party-fact": (
        "A rule set reads a fact of other parties that it does not declare, so that its type is not known.",
        "Declare it under `facts` with its type.",
    ),
    "rule-set.unknown-parameter": (
        "A rule set uses a parameter that there is not.",
        "Correct its name, or make it first: the slug is the name with hyphens for blanks.",
    ),
    "rule-set.whole-parameters": (
        "A rule set takes `param` as a whole, so that nobody can tell which parameters it uses.",
        "Name each one, as in `param.lpr 1y`.",
    ),
    "experiment.beside-another": (
        "Another experiment tries the same rule set at the same time.",
        "Let one end before the other begins.",
    ),
    "experiment.in-past": ("An experiment is declared for the past.", "Let it start now or later."),
    "experiment.other-champion": (
        "The version that an experiment names as champion is not in force when it starts, so that nothing is tried.",
        "Name the version in force, or let the experiment start when the champion is.",
    ),
    "experiment.rule-set": (
        "A version of an experiment tries another rule set than those before it.",
        "Make another experiment.",
    ),
    "experiment.same-content": ("Champion and challenger say the same.", "Name another challenger."),
    "experiment.smaller-share": (
        "The share of an experiment falls, so that some subjects go back to the champion.",
        "Let a share only grow, or live with it: the change statement is where to say why.",
    ),
    "experiment.too-many": ("Too many experiments would be in force at a time.", "Let others end first."),
    "experiment.unfit": (
        "The challenger could not be published for the time of the experiment: facts, parameters or products forbid.",
        "Correct what the message names, and publish a version that fits.",
    ),
    "experiment.unknown-rule-set": ("An experiment names a rule set that there is none of.", "Correct its name."),
    "experiment.unknown-version": (
        "An experiment names a version that its rule set does not have.",
        "Publish the version first, scheduled for later, or correct the number.",
    ),
    "parameter.before-start": (
        "A version holds values of days before it is in force, which are never asked of it.",
        "Start it earlier and declare a correction, or keep them as a record.",
    ),
    "parameter.category": (
        "The content has another category than the parameter was made with.",
        "A parameter keeps its category; make another one for another purpose.",
    ),
    "parameter.no-value": (
        "A version would take a value away from what uses it, when it starts (an error) or later on (a warning).",
        "Give it a value, or publish versions of them that do without it.",
    ),
    "parameter.type": (
        "The content has another type than the parameter was published with.",
        "A parameter keeps its type; make another one for another type.",
    ),
    "parameter.not-verified": (
        "Not all rule sets that read the parameter were verified with its new values: too many, or no time was left.",
        "Check the others by themselves.",
    ),
    "parameter.unit": (
        "The content has another unit than the version before.",
        "See that every rule that uses it still means the same.",
    ),
    "parameter.value": ("A value of a parameter is not of its type, or is not allowed.", "Correct the value."),
}

RULES: Final = {
    "change.nothing": (
        "What is published, proposed or checked says the same as the version in force at its start.",
        "Leave it, or change what it says.",
    ),
    "change.correction-by-others": (
        "A correction is proposed by somebody who may not publish one.",
        "Have a chief publish it once it is approved, or give a start that is not in the past.",
    ),
    "properties.duplicate-name": ("Two properties of a rule set have the same name.", "Rename one."),
    "properties.refuted": (
        "There is an applicant of whom a property of the rule set is not so; it is named with the outcome.",
        "Correct the rules or the property.",
    ),
    "properties.searched": (
        "A property of the rule set could not be proved; applicants of whom it is not so were searched for in vain.",
        "Write what decides in cells over one fact each, or in sums and ratios, so that it can be proved.",
    ),
    "cases.costly": (
        "A test case takes so much of what one evaluation may take that requests will run out of their budget.",
        "Go through fewer items, or look up in a table what a loop works out.",
    ),
    "cases.failed": (
        "A test case of the rule set gets another answer than it expects.",
        "Correct the rules or the case.",
    ),
    "cases.no-parameter": (
        "A test case cannot be run, since a parameter has no value at its moment.",
        "Give it under `params` of the case; offline, name the parameter's file as well.",
    ),
    "cases.parameter-moves": (
        "A test case takes a parameter's value in force when it is run, which may be another tomorrow.",
        "Give the value under `params`, or fix the moment with `validAt`.",
    ),
    "cases.unused-parameter": (
        "A test case gives a value of a parameter that the rule set does not use.",
        "Correct its name, or remove it.",
    ),
    "cases.none": ("The rule set has no test cases.", "Add some under `tests`: they are run before every publishing."),
    "findings.aggregated": ("The findings table makes one number of its rows.", "Use COLLECT without an aggregation."),
    "findings.column-type": ("A column of the findings has values of another type.", "Give what the message says."),
    "findings.negative": ("A limit or a rate is below 0.", "Correct the cell."),
    "findings.no-decision": (
        "There is no decision that yields the findings.",
        "Call one `Findings`, or name another with `findings:`.",
    ),
    "findings.no-intervention": ("The findings table has no column `intervention`.", "Add it to the outputs."),
    "findings.no-reason": (
        "A row says something else than ALLOW and gives no reason.",
        "Give it a code of the reason catalogue.",
    ),
    "findings.not-on-ladder": (
        "An intervention is none of the ladder.",
        "Use ALLOW, WARN, STEP_UP, LIMIT, PAUSE, REFER or DECLINE, as a FEEL text.",
    ),
    "findings.rate-above-one": ("A rate is above 100 % a year.", "Write a fraction: 24 % is 0.24."),
    "findings.type": (
        "The findings decision yields something that is no finding.",
        "Yield a context with `intervention` and `reason`, or a list of them.",
    ),
    "findings.unknown-column": (
        "The findings table has a column that findings do not have.",
        "Use intervention, reason, limit, rate, restrictedFeatures and until.",
    ),
    "findings.unknown-reason": ("The reason catalogue has no such code.", "Add it under `reasons`, or correct it."),
    "findings.unused-reason": ("A reason of the catalogue is given by no row.", "Use it or remove it."),
    "product.rule-set-not-in-force": (
        "No version of a rule set that the product names is in force when the product's version starts.",
        "Publish one, or leave the rule set out: without a version it refers.",
    ),
    "product.exchange-rate": (
        "A parameter that a product converts amounts at is no number.",
        "Name one whose value is what a unit of the other currency is worth.",
    ),
    "product.no-pricing": (
        "A rule set of a product reads the offer, and the product states no prices.",
        "State them under `pricing`, or leave the rule set out.",
    ),
    "product.result-twice": (
        "Two rule sets of a product publish a value under the same name.",
        "Rename one of them, so that it is clear which is read.",
    ),
    "product.result-type": (
        "A rule set of a product reads a value as another type than the one it is published as.",
        "Let both say the same type.",
    ),
    "product.unknown-result": (
        "A rule set of a product reads a value that no rule set before it publishes.",
        "Name the one that publishes it first, or let an earlier one publish it.",
    ),
    "notices.missing": (
        "A notice lacks a setting, a fact, or a text in its language.",
        "Set it with `setSettings`, give the fact, or word the text.",
    ),
    "product.unknown-rule-set": (
        "The product names a rule set that does not exist.",
        "Create it first, or correct the name.",
    ),
    "publishes.no-decision": (
        "A value to be published is no decision of the rule set.",
        "Name one of its decisions, or take the entry out.",
    ),
    "reasons.no-message": (
        "A reason is not worded in a language that the rule set's name has.",
        "Add the message: users may ask for that language.",
    ),
    "reasons.unknown-code": (
        "A reason is given a code that Regulation B's form C-1 does not have.",
        "Use one that `docs/reasons.md` lists; C1-OTHER where none fits.",
    ),
    "reasons.vague": (
        "A reason's text says that a standard or a score was not met, and not what about the applicant led to it.",
        "Name what its rows test; of a score, what it was made of.",
    ),
    "rule-set.category": (
        "The category differs from the one that the rule set was created with.",
        "A rule set keeps its category; create another one for another purpose.",
    ),
    "rule-set.reserved-fact": (
        "A fact is called as something that the service gives: `product`, `request`, `offer`, `results`.",
        "Leave it out: product.kind, request.amount and so on can be used without.",
    ),
    "settings.unknown-product": (
        "A product is to be public that does not exist.",
        "Correct the slug, unless you make the product later.",
    ),
}

APPLICANTS: Final = {
    "BAD_COLUMN": (
        "A column by which an impact is told has no name, or its cuts do not rise.",
        "Write it like `sex`, or `age:25,62`.",
    ),
    "BAD_POPULATION": (
        "A population has a bad name, no rows, a row that cannot be read, or is told of in a way that cannot be.",
        "Correct the field that is named.",
    ),
    "NOTHING_TO_COMPARE": (
        "The change touches no product that is in force, so that there is nothing to assess.",
        "Go on without; of a decision on record, name a product that it touches.",
    ),
    "POPULATION_ASKED_FOR": (
        "The lender's settings ask for impacts on this population, and the token does not allow to set them.",
        "Register it under another name, or ask somebody who may set the policy.",
    ),
    "POPULATION_DAMAGED": ("What is stored of a population is not what was registered.", "Register it again."),
    "POPULATION_TOO_LARGE": (
        "A population has too many rows, columns or characters to be kept.",
        "Register a sample; `creditrules impact` takes files of any size.",
    ),
    "TOO_MANY_POPULATIONS": ("There are as many populations as a lender may keep.", "Remove one."),
    "UNKNOWN_POPULATION": ("There is no population of that name.", "`populations` lists those that there are."),
    "mapping.blank": (
        "A cell is blank, and its column does not say what that means.",
        "Add `blank: {}` to the column.",
    ),
    "mapping.label": ("A label is given to a fact that no column gives.", "Correct its name, or take it out."),
    "mapping.fact-twice": ("Two columns, or a column and a constant, give the same fact.", "Let one of them give it."),
    "mapping.number-too-high": ("A number lies above the column's `max`.", "Correct the row or the bound."),
    "mapping.number-too-low": ("A number lies below the column's `min`.", "Correct the row or the bound."),
    "mapping.unknown-value": (
        "A cell fits nothing that its column names.",
        "Add it under `values`, or a form that takes it.",
    ),
    "row.cells": ("A row has more or fewer cells than the header.", "Correct the row."),
}
