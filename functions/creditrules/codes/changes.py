"""What stands in the way of an act that changes rules."""

from __future__ import annotations

from typing import Final

__all__ = ["CONTRACTS", "LIFE"]

LIFE: Final = {
    "ALREADY_APPROVED": ("The same person has approved this already.", "Another one has to."),
    "ALREADY_CANCELLED": ("The activation has been cancelled already.", "Nothing: it is done."),
    "ALREADY_STARTED": (
        "The activation has started, so it cannot be cancelled.",
        "Roll back, or publish another version.",
    ),
    "ALREADY_SUBMITTED": ("The proposal has been submitted already.", "Nothing: it waits for approvals."),
    "APPROVAL_REQUIRED": (
        "The approval policy asks for more approvals than there are.",
        "Propose it, submit it, and publish it once it is approved.",
    ),
    "BAD_IDEMPOTENCY_KEY": ("An idempotency key is empty, too long or not printable.", "A random UUID does well."),
    "BAD_PLACE": ("The place of a comment is too long or cannot be printed.", "Name it as a diff does."),
    "BAD_POLICY": (
        "An approval rule asks for too many approvals, or for roles that cannot approve.",
        "Correct it as the message says.",
    ),
    "BAD_SLUG": ("A slug is not lower-case letters, digits and hyphens.", "Write it like `night-pause`."),
    "BAD_TENANT": ("A tenant's name is not lower-case letters, digits and hyphens.", "Write it like `demo-lender`."),
    "CHANGED_MEANWHILE": ("Somebody else changed the document at the same time.", "Look at it again, then repeat."),
    "CHANGE_STATEMENT_INVALID": ("The change statement is not complete.", "Correct the field that is named."),
    "CHANGE_STATEMENT_MISSING": (
        "There is no change statement, without which nothing is published.",
        "Give its basis, your comment and a notice, in `change` or in a `change:` section.",
    ),
    "COMMENT_MISSING": ("A comment is empty.", "Say something."),
    "COMMENT_TOO_LONG": ("The comment is too long.", "Shorten it."),
    "CONTENT_REFUSED": ("The content has errors.", "Each one is in `diagnostics` with its place."),
    "CONTENT_TOO_LARGE": ("The content is larger than one version may be.", "Split the rule set."),
    "DIGEST_MISMATCH": ("The digest that came with a content is not its own.", "Send the content as it was digested."),
    "EXPERIMENT_UNFIT": (
        "An experiment cannot be made as it is: what it names is not there, does not fit, or is tried already.",
        "Look at its diagnostics; correct the experiment, or what stands in its way.",
    ),
    "EDITED_SINCE": (
        "What was approved is not what the proposal says now.",
        "Read it again and approve its new `binding`.",
    ),
    "EMPTY_PERIOD": ("A period ends before it starts, or at that moment.", "Give an end after the start, or none."),
    "FACT_CLASH": (
        "A fact would have another type than other rule sets in force or to come give it.",
        "Each one is listed in the diagnostics with the place of both; give it that type or another name.",
    ),
    "FLAWS_REFUSED": (
        "By the settings of now, verification finds flaws in the proposed rule set that are errors.",
        "Each one is listed in the diagnostics with its place; correct them with `editProposal`.",
    ),
    "IMPACT_MISSING": (
        "The settings ask for the impact on a population, or on the answers of a product, and the change has none.",
        "Propose it, and compute the impact with `assessProposal`.",
    ),
    "IMPACT_STALE": (
        "An impact was computed of other rules or other people than now.",
        "Compute it again with `assessProposal`, and have it approved.",
    ),
    "KEY_REUSED": (
        "The idempotency key was used for something else.",
        "Take a new key for every act, and the same only to repeat one.",
    ),
    "LANGUAGE_TWICE": ("A language is given twice.", "Keep one text for each."),
    "MERGE_CONFLICTS": (
        "The latest version and the proposal say different things in some places.",
        "Choose a side for each place in `conflicts`, or edit the proposal.",
    ),
    "NOTHING_TO_REBASE": (
        "The proposal is not written against an older version, or not open any more.",
        "Read it: `basedOn`, `state` and `obstacles` tell how it stands.",
    ),
    "NOTHING_TO_RETIRE": ("The document has no version that could be retired.", "Nothing: it governs nothing."),
    "NOT_APPROVED": ("The proposal is not approved.", "Have it approved first."),
    "NOT_IN_PAST": ("A correction has to start in the past.", "Publish it without `correction`, or give the start."),
    "NOT_SUBMITTED": ("The proposal is still a draft.", "Submit it first."),
    "NO_RETRY_KEY": ("An act came without a key to tell it apart from a retry.", "Give an idempotency key."),
    "OVERLAPPING_SCHEDULE": (
        "Two scheduled periods start together, or one cuts off the end of the other.",
        "Cancel the other first, or choose a period that follows it or lies within it.",
    ),
    "OWN_PROPOSAL": ("Nobody approves what they wrote any part of.", "Another person has to."),
    "PARAMETER_IN_USE": (
        "A parameter would have no value any more that rule sets or prices in force, or to come, use.",
        "Publish versions of them that do without it first.",
    ),
    "PARAMETER_NOT_IN_FORCE": (
        "A version would come into force that uses a parameter without a value then.",
        "Publish a version of the parameter that holds then first.",
    ),
    "PRODUCT_MISFIT": (
        "Rule sets of a product would not fit together: one reads what none before it publishes, or as another type.",
        "Each one is listed in the diagnostics; publish first what the others need, or choose another start.",
    ),
    "PROPOSAL_CLOSED": ("The proposal was published, rejected or withdrawn.", "Draft a new one."),
    "REASON_MISSING": ("Nothing is rejected without a reason.", "Say why in `comment`."),
    "ROLE_NOT_ASKED": ("The policy does not ask for an approval of this role.", "Use a token of a role that it names."),
    "SCHEDULE_AHEAD": ("Something is to come into force after the retirement.", "Cancel it first."),
    "SCOPE_TWICE": ("An approval policy names the same scope twice.", "Keep one rule for each."),
    "SLUG_TAKEN": ("There is such a document already.", "Publish its next version, or choose another slug."),
    "STALE_BASE": (
        "Another version was published since this was written.",
        "Look at what changed, and write against the latest.",
    ),
    "STARTS_IN_PAST": (
        "A version would start before the moment of recording.",
        "Leave the start out, or declare a correction.",
    ),
    "STATEMENT_TOO_LARGE": ("The texts that describe the change are too large.", "Shorten the statement or the names."),
    "TEXT_MISSING": ("A text by language is empty, or there is none.", "Give at least one."),
    "TOO_MANY_CHOICES": ("Too many conflicts are to be settled by choices.", "Edit the proposal instead."),
    "TOO_MANY_COMMENTS": ("A proposal has as many comments as there may be.", "Draft a new proposal."),
    "UNKNOWN_ACTIVATION": ("There is no such activation.", "Pass an id as it was given."),
    "UNKNOWN_CONFLICT": (
        "A side is chosen for a place where nothing clashes.",
        "Choose for the places that `conflicts` lists.",
    ),
    "UNKNOWN_PROPOSAL": ("There is no such proposal.", "Pass an id as it was given."),
}

CONTRACTS: Final = {
    "BAD_CONTRACT": (
        "A contract query has a name that is no slug, too many products, or expects what cannot be expected.",
        "`field` says which; see `registerContract`.",
    ),
    "CONTRACT_TOO_LARGE": ("A contract query asks with too much.", "Leave out facts that do not matter to it."),
    "TOO_MANY_CONTRACTS": (
        "There are as many contract queries as there may be, of one author or in all.",
        "Remove one that is no longer relied on.",
    ),
    "TOO_MANY_MOMENTS": (
        "More scheduled changes fall into the time of a proposal than its impact is followed through.",
        "Give it an end before them, or cancel some.",
    ),
    "UNKNOWN_CONTRACT": ("There is no contract query of that name and author.", "`contracts` lists those there are."),
}
