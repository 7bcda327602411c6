"""Decisions on record: recording them, reading them back, proving them, and what people do with them."""

from __future__ import annotations

from typing import Final

__all__ = ["DECISIONS", "EVIDENCE", "NOTICES"]

DECISIONS: Final = {
    "BAD_CHAIN": ("A chain of decisions is named by one digit from 0 to f, or by two.", "Correct it."),
    "BAD_COMPARISON": (
        "Two things are to be compared, and what is meant by one of them is not clear.",
        "Correct what the message names.",
    ),
    "BAD_ERASURE": (
        "An erasure does not say whose records are meant, or says it twice.",
        "With the reach PARTNER give `partner`, the `author` of its decisions; with other reaches leave it out.",
    ),
    "BAD_FILTER": (
        "A listing is filtered by something that cannot be: an empty or a very long name, a version of no rule set.",
        "Correct the argument that is named.",
    ),
    "BAD_GROUPING": (
        "Figures are asked for by things that are not counted together.",
        "Ask for reasons by product and day, for versions by day, and for all else as you like.",
    ),
    "BAD_PERIOD": ("A period of days ends before it begins, or is too long.", "Ask for 1 to 366 days."),
    "BAD_RETENTION": ("Facts are to be kept for no or too many days.", "Give a number in the range of the message."),
    "BAD_SAMPLE": ("A sample is too small to say anything, or too large for one request.", "Ask for 50 to 500."),
    "BAD_SUBJECT": (
        "A subject is empty, too long or not printable.",
        "Use the name by which its erasure will be asked for, such as a customer number.",
    ),
    "DECISION_DAMAGED": (
        "A recorded decision is not what was recorded: somebody altered the table.",
        "Tell the lender's auditors; `creditrules audit verify --all` says more.",
    ),
    "FACTS_ERASED": (
        "The facts of this decision were erased at the subject's wish.",
        "Nothing: they are gone for good.",
    ),
    "FACTS_EXPIRED": ("The facts of this decision were kept as long as was asked.", "Nothing: they are gone for good."),
    "FACTS_TOO_LARGE": (
        "The facts and the answer are too large to be recorded.",
        "Ask about fewer products at a time.",
    ),
    "HELP_DIFFERS": (
        "Evaluated again the decision is another than is on record, so what would have helped is not known.",
        "`replay` shows the difference.",
    ),
    "KEYS_REFUSED": (
        "The service is not allowed to use its key, or the key is disabled, not there or of another kind.",
        "Mend the key or the service's rights: its log names AWS's reason. For evidence it is a key ECC_NIST_P256.",
    ),
    "KEYS_UNAVAILABLE": (
        "The service that wraps the keys, or signs evidence, does not answer.",
        "Try again in a moment.",
    ),
    "KEY_SPENT": (
        "The idempotency key belongs to a decision whose facts were erased, or to what was removed or replaced since.",
        "Take a new key.",
    ),
    "RECORDING_NOT_SET_UP": (
        "This installation keeps no decisions and no contract queries: it has no key to encrypt facts with.",
        "Operators set `CREDITRULES_KMS_KEY`.",
    ),
    "RULES_NOT_YOURS_TO_CHOOSE": (
        "A decision was to be recorded under pinned versions, or at a time that is not now.",
        "Leave pins and times out, or have the lender give the token the role of chooser.",
    ),
    "STATEMENT_MISSING": (
        "An erasure needs a statement on what ground the facts go, and not too long a one.",
        "Give it, without naming the subject: the statement stays.",
    ),
    "SUBJECT_OF_SEVERAL": (
        "Several partners have decisions about that name of a subject, and each may mean another person by it.",
        "Say whose subject is meant, by `partner`.",
    ),
    "TOO_MANY_CAUSES": (
        "More lies between the two moments than can be told apart in one request.",
        "Ask for moments that lie closer together, or for fewer products.",
    ),
    "TOO_MANY_FIGURES": ("More figures would come than are given at once.", "Count by less, or ask for fewer days."),
    "UNKNOWN_DECISION": (
        "There is no such decision on record, or none that you may read.",
        "Use the id that `decide` gave.",
    ),
    "TOO_MANY_PARTNERS": (
        "More partners have decisions about that name of a subject than are listed together.",
        "Ask for those of one partner at a time, by `author`.",
    ),
    "UNKNOWN_SUBJECT": (
        "No facts were ever recorded of this subject, or none that the erasure would reach.",
        "Look at its spelling; for an erasure, at `reach` and `partner` too.",
    ),
}

NOTICES: Final = {
    "NOTICE_DIFFERS": (
        "A recorded decision, evaluated again for a notice, comes out otherwise.",
        "`replay` shows the difference.",
    ),
    "NOTICE_INCOMPLETE": (
        "Something is missing for a notice, and there are no half notices.",
        "Set what the diagnostics list, or word the texts in its language.",
    ),
    "NOTICE_LANGUAGE": (
        "The pack has no notices in that language.",
        "US: en, es. EU: en, de. CN: zh, en.",
    ),
    "NOT_ADVERSE": (
        "A notice is asked for of a decision that is not against the applicant.",
        "Notices are for LIMIT, PAUSE and DECLINE.",
    ),
    "OWN_REVIEW": (
        "Who asked for a review answers it.",
        "Let somebody else look at the decision.",
    ),
    "REVIEW_OPEN": (
        "A review of the decision is asked for already, and not answered yet.",
        "Wait for its answer: `reviews` of the decision has it.",
    ),
    "REVIEW_RESOLVED": (
        "A review that was answered before is answered again.",
        "Ask for another review.",
    ),
    "TOO_MANY_REVIEWS": (
        "A decision was reviewed as often as it may be.",
        "Have it decided anew.",
    ),
    "UNKNOWN_REVIEW": (
        "There is no such review.",
        "Use the id that `reviews` of the decision gives.",
    ),
}

EVIDENCE: Final = {
    "EVIDENCE_ALTERED": (
        "A part of the evidence is not that of which a digest was taken.",
        "Have the evidence made again, and compare.",
    ),
    "EVIDENCE_CHAIN": (
        "The links of the evidence do not lead from the receipt to the chain's end.",
        "Have the evidence made again, and compare; `creditrules audit verify --all` says whether the chain holds.",
    ),
    "EVIDENCE_CONTRADICTS": (
        "Two parts of the evidence say different things.",
        "Have the evidence made again; it was not made as this release makes it.",
    ),
    "EVIDENCE_MASKED": (
        "Evidence holds every fact, and some of this decision's are hidden from you.",
        "Have the partner whose decision it is, or an auditor, make it.",
    ),
    "EVIDENCE_NOT_GENUINE": (
        "The signature is not that of this key over this file.",
        "Use the public key that the lender has given you; if it is that, the file was altered.",
    ),
    "EVIDENCE_NOT_SET_UP": (
        "This installation has no key to sign evidence with.",
        "Operators set `CREDITRULES_EVIDENCE_KEY`.",
    ),
    "EVIDENCE_UNREADABLE": (
        "The file is not evidence, was cut off, or was written otherwise than evidence is.",
        "Have it sent again as a file, byte for byte.",
    ),
}
