"""Codes of requests that are refused, and of audit chains that do not hold."""

from __future__ import annotations

from typing import Final

__all__ = ["AUDIT", "DECISIONS", "LIFE", "REQUESTS", "STORE"]

REQUESTS: Final = {
    "ADDRESS_TOO_LONG": ("The query in the address is too long.", "Send it by POST."),
    "ANSWER_TOO_LARGE": ("The answer would be too large.", "Ask for fewer versions, applicants or products at a time."),
    "ASKED_TWICE": (
        "A field that takes long is asked more than once in a request.",
        "Send a request for each.",
    ),
    "BAD_ADDRESS": ("The address's parameters cannot be read.", "Encode them as UTF-8."),
    "BAD_BASE64": ("The content of a file is no base64.", "Encode it, or send it as `TEXT`."),
    "BAD_COMPARISON": (
        "Two moments are to be compared, and whose facts are meant is not clear.",
        "Give facts, a decision, or a subject: one of them.",
    ),
    "BAD_CURSOR": ("The cursor is none of this listing's.", "Pass an `endCursor` as it was given, or start without."),
    "BAD_EXTENSIONS": ("`extensions` of the request is no object.", "Send an object or null."),
    "BAD_FILTER": (
        "A listing is filtered by something that cannot be: an empty or a very long name, a version of no rule set.",
        "Correct the argument that is named.",
    ),
    "BAD_LINE": (
        "A line of a part of a batch job is no JSON object with `subject` and `facts`, or has an unknown key.",
        "Correct the line that is named; nothing of the part was kept.",
    ),
    "BAD_PART_NUMBER": ("The parts of a batch job are numbered from 1 to 1,000.", "Send the rest as another job."),
    "BAD_OPERATION_NAME": ("`operationName` is no text.", "Send a text or null."),
    "BAD_PIN": (
        "A pin names no rule set and no parameter, or both.",
        "Give `ruleSet` or `parameter`, one of the two, and the number of a version.",
    ),
    "BAD_PAGE_SIZE": (
        "A page is to hold none, or more than 100 items.",
        "Ask for 1 to 100, and go on with `after`, or back with `before`.",
    ),
    "BAD_SAMPLE": ("A sample is too small to say anything, or too large for one request.", "Ask for 50 to 500."),
    "BAD_TOLERANCE": ("A tolerance is negative or no number.", "Send 0 or more."),
    "BAD_USER_INPUT": (
        "A variable or an argument is not of the type that the schema says.",
        "Correct it at the path that is given.",
    ),
    "BAD_VARIABLES": ("`variables` is no object.", "Send an object or null."),
    "BODY_MISSING": ("The request has no body.", "Send one JSON object with `query`."),
    "BODY_TOO_LARGE": ("The body is too large.", "Send less at a time."),
    "FILES_TOO_LARGE": ("The files to import are too large together.", "Send them in parts."),
    "FILE_NAME": ("A file to import has no name, too long a one, or that of another.", "Name each differently."),
    "FIRST_AND_LAST": (
        "A page is asked for with `first` and with `last`.",
        "Give `first` to read on, or `last` to read back.",
    ),
    "FORBIDDEN": (
        "The token does not give the right to this; `reason` says more.",
        "Use a token of the role that the hint names.",
    ),
    "GRAPHQL_PARSE_FAILED": ("The document is not GraphQL.", "Correct it at the line and column that are given."),
    "GRAPHQL_VALIDATION_FAILED": (
        "The document asks for what the schema has not.",
        "Correct it; graphql/schema.graphql has all.",
    ),
    "INVALID_FACT": (
        "A fact fits the declaration of none of the products, or `facts` is no object.",
        "Each one is listed in the diagnostics with its place.",
    ),
    "INVALID_REQUEST": (
        "What is asked for cannot be: an amount below zero, a term of no months, a currency that is no code.",
        "Correct the part that the field names.",
    ),
    "JOB_DELETED": ("The batch job was deleted, and its answers with it.", "Start another."),
    "JOB_EXPIRED": ("The batch job was kept for as long as was said; its answers are gone.", "Start another."),
    "JOB_FINISHED": ("The batch job was finished and takes no more parts.", "Start another for what is to come."),
    "KNOWN_AT_IN_FUTURE": (
        "`knownAt` lies in the future, of which nothing is recorded.",
        "Leave it out, or ask for the past.",
    ),
    "METHOD_NOT_ALLOWED": ("The address does not take this HTTP method.", "Use POST, or GET for queries."),
    "MUTATION_BY_GET": ("Only queries run by GET.", "Send the mutation by POST."),
    "NAIVE_TIME": ("A time has no zone.", 'Add one, such as "Z" or "+08:00".'),
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
    "NOT_ACCEPTABLE": ("The client accepts no JSON.", "Accept application/graphql-response+json or application/json."),
    "NOT_ADVERSE": (
        "A notice is asked for of a decision that is not against the applicant.",
        "Notices are for LIMIT, PAUSE and DECLINE.",
    ),
    "NOT_ALLOWED": ("No role of the token allows this.", "Use a token of the role that the hint names."),
    "NOT_AN_OBJECT": ("The body is JSON, but no object.", "Send one object with `query`; batches are not taken."),
    "NOT_FOUND": ("There is nothing at this address.", "The API is at /graphql."),
    "NOT_JSON": (
        "The text is not JSON: broken, a name given twice, NaN, or half a surrogate pair.",
        "Correct it at the place that is given.",
    ),
    "NOT_UTF8": ("The body is not UTF-8.", "Send UTF-8."),
    "NO_OPERATION": ("The document holds no operation.", "Add a query."),
    "NO_VERSION_IN_FORCE": (
        "No version of the product or rule set was in force at the asked times.",
        "Ask for another `validAt` or `knownAt`.",
    ),
    "OPERATION_NAME_MISSING": ("There are several operations, and none is chosen.", "Set `operationName`."),
    "OWN_REVIEW": (
        "Who asked for a review answers it.",
        "Let somebody else look at the decision.",
    ),
    "PINNED_TWICE": ("A rule set or a parameter is pinned twice.", "Keep one of the pins."),
    "QUERY_MISSING": ("The request has no `query`.", "Put the GraphQL document there."),
    "REQUESTED_TWICE": ("Something is asked of one product twice.", "Keep one of the two requests."),
    "REQUEST_CURRENCY": (
        "What is asked of a product is in another currency than its own.",
        "Ask in the product's currency, or leave the currency out.",
    ),
    "SUBJECT_TWICE": ("Two applicants of a batch are called alike.", "Give each a name of its own."),
    "TIMES_MIXED": (
        "`since` or `until` stands beside times of recording or of effect alone.",
        "Use them alone; or `recordedFrom`, `recordedTo`, `effectiveFrom` and `effectiveTo` for one of the two.",
    ),
    "TIME_OUT_OF_RANGE": ("A time lies outside the years 1900 to 9999.", "Use one inside."),
    "TOKEN_EXPIRED": ("The token has expired.", "Get a new one."),
    "TOKEN_KEY_UNKNOWN": ("The token was signed with a key that is not known here.", "Get a token of this service."),
    "TOKEN_MALFORMED": (
        "The token is not valid here: its form, signature, issuer, audience or claims are wrong.",
        "Get a token of this service.",
    ),
    "TOO_COSTLY": ("The operation could yield too many objects.", "Ask for smaller pages, or in several requests."),
    "TOO_DEEP": ("The document or the JSON is nested too deeply.", "Flatten it."),
    "TOO_MANY_ALIASES": ("The document has too many aliases.", "Split it into several requests."),
    "TOO_MANY_DIRECTIVES": ("The document has too many directives.", "Split it into several requests."),
    "TOO_MANY_FIELDS": ("The document has too many fields.", "Split it into several requests."),
    "TOO_MANY_FILES": ("There are too many files to import.", "Send them in parts."),
    "TOO_MANY_FRAGMENTS": ("The document has too many fragments.", "Split it into several requests."),
    "TOO_MANY_FIGURES": ("More figures would come than are given at once.", "Count by less, or ask for fewer days."),
    "TOO_MANY_CAUSES": (
        "More lies between the two moments than can be told apart in one request.",
        "Ask for moments that lie closer together, or for fewer products.",
    ),
    "TOO_MANY_PARAMETERS": (
        "The changes of all products would mean looking at the dated values of very many parameters.",
        "Ask for the changes of one product.",
    ),
    "TOO_MANY_PRODUCTS": ("The lender has more products than one question can cover.", "Name the products."),
    "TOO_MANY_REPEATS": ("The document asks for one field too often.", "Split it into several requests."),
    "TOO_MANY_DIFFS": (
        "An answer would compare very many pairs of versions.",
        "Ask for `publishedDiff` of fewer changes at a time.",
    ),
    "TOO_MANY_LIFTS": (
        "An answer would work out what lifts very many reasons.",
        "Ask for fewer products or applicants with `liftCondition`.",
    ),
    "TOO_MANY_REVIEWS": (
        "A decision was reviewed as often as it may be.",
        "Have it decided anew.",
    ),
    "TOO_MANY_ROOT_FIELDS": ("The document has too many fields at its top.", "Split it into several requests."),
    "PART_DIFFERS": (
        "A part of a batch job was sent before with other lines.",
        "Send the same file, cut in the same way, or give the part another number.",
    ),
    "PART_TOO_LARGE": ("A part of a batch job has too many bytes.", "Send fewer applicants in a part."),
    "RESULT_TOO_LARGE": ("The answers to a part of a batch job have too many bytes.", "Send fewer applicants in it."),
    "TOO_MANY_JOBS": (
        "As many batch jobs are kept for you as may be.",
        "Delete one whose answers you have, or wait until one expires.",
    ),
    "UNKNOWN_JOB": (
        "You have no such batch job.",
        "Use the id that `startBatchJob` gave; a job is known only to who started it.",
    ),
    "TOO_MANY_SUBJECTS": ("A batch has more applicants than are answered at once.", "Ask in several batches."),
    "UNAUTHENTICATED": (
        "The request has no token, or one that is not valid; `reason` says more.",
        "Send `Authorization: Bearer` with a token.",
    ),
    "UNKNOWN_DECISION": (
        "There is no such decision on record, or none that you may read.",
        "Use the id that `decide` gave.",
    ),
    "UNKNOWN_DOCUMENT": ("There is no such rule set or product.", "Pass an id as it was given."),
    "UNKNOWN_CONTENT": (
        "A content does not say which rule set, product or parameter it is.",
        "Begin it with ruleSet, product or parameter and a slug.",
    ),
    "UNKNOWN_FACT": ("No rule set that is asked declares such a fact.", "Correct its name, or leave it out."),
    "UNKNOWN_OPERATION": ("The document has no operation of that name.", "Correct `operationName`."),
    "UNKNOWN_PARAMETER": ("There is no such parameter.", "Correct it; the query `parameters` lists what there is."),
    "UNKNOWN_PRODUCT": ("There is no such product.", "Correct it; the query `products` lists what there is."),
    "UNKNOWN_REVIEW": (
        "There is no such review.",
        "Use the id that `reviews` of the decision gives.",
    ),
    "UNKNOWN_RULE_SET": ("There is no such rule set.", "Correct it; the query `ruleSets` lists what there is."),
    "UNKNOWN_VERSION": ("There is no such version.", "Look at the history for the versions that there are."),
    "UNSUPPORTED_CHARSET": ("The body is declared in another charset than UTF-8.", "Send UTF-8."),
    "UNSUPPORTED_MEDIA_TYPE": ("The body is not declared as JSON.", "Send `Content-Type: application/json`."),
    "UNUSED_PIN": (
        "No product in force is governed by a pinned rule set, or uses a pinned parameter.",
        "Remove the pin, or correct its name.",
    ),
    "VERSION_OR_TIME": ("A version and a time are both given, or neither.", "Give one: either says what is meant."),
}

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
    "BAD_PERIOD": ("A period of days ends before it begins, or is too long.", "Ask for 1 to 366 days."),
    "BAD_GROUPING": (
        "Figures are asked for by things that are not counted together.",
        "Ask for reasons by product and day, for versions by day, and for all else as you like.",
    ),
    "BAD_IDEMPOTENCY_KEY": ("An idempotency key is empty, too long or not printable.", "A random UUID does well."),
    "BAD_CONTRACT": (
        "A contract query has a name that is no slug, too many products, or expects what cannot be expected.",
        "`field` says which; see `registerContract`.",
    ),
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
    "COMMENT_TOO_LONG": ("The comment is too long.", "Shorten it."),
    "CONTENT_REFUSED": ("The content has errors.", "Each one is in `diagnostics` with its place."),
    "CONTENT_TOO_LARGE": ("The content is larger than one version may be.", "Split the rule set."),
    "DIGEST_MISMATCH": ("The digest that came with a content is not its own.", "Send the content as it was digested."),
    "EDITED_SINCE": (
        "What was approved is not what the proposal says now.",
        "Read it again and approve its new `binding`.",
    ),
    "EMPTY_PERIOD": ("A period ends before it starts, or at that moment.", "Give an end after the start, or none."),
    "KEY_REUSED": (
        "The idempotency key was used for something else.",
        "Take a new key for every act, and the same only to repeat one.",
    ),
    "LANGUAGE_TWICE": ("A language is given twice.", "Keep one text for each."),
    "NOTHING_TO_RETIRE": ("The document has no version that could be retired.", "Nothing: it governs nothing."),
    "BAD_PLACE": ("The place of a comment is too long or cannot be printed.", "Name it as a diff does."),
    "COMMENT_MISSING": ("A comment is empty.", "Say something."),
    "TOO_MANY_COMMENTS": ("A proposal has as many comments as there may be.", "Draft a new proposal."),
    "MERGE_CONFLICTS": (
        "The latest version and the proposal say different things in some places.",
        "Choose a side for each place in `conflicts`, or edit the proposal.",
    ),
    "NOTHING_TO_REBASE": (
        "The proposal is not written against an older version, or not open any more.",
        "Read it: `basedOn`, `state` and `obstacles` tell how it stands.",
    ),
    "TOO_MANY_CHOICES": ("Too many conflicts are to be settled by choices.", "Edit the proposal instead."),
    "UNKNOWN_CONFLICT": (
        "A side is chosen for a place where nothing clashes.",
        "Choose for the places that `conflicts` lists.",
    ),
    "NOT_APPROVED": ("The proposal is not approved.", "Have it approved first."),
    "NOT_IN_PAST": ("A correction has to start in the past.", "Publish it without `correction`, or give the start."),
    "NOT_SUBMITTED": ("The proposal is still a draft.", "Submit it first."),
    "NO_RETRY_KEY": ("An act came without a key to tell it apart from a retry.", "Give an idempotency key."),
    "OVERLAPPING_SCHEDULE": (
        "Two scheduled periods start together, or one cuts off the end of the other.",
        "Cancel the other first, or choose a period that follows it or lies within it.",
    ),
    "OWN_PROPOSAL": ("Nobody approves what they wrote any part of.", "Another person has to."),
    "PROPOSAL_CLOSED": ("The proposal was published, rejected or withdrawn.", "Draft a new one."),
    "REASON_MISSING": ("Nothing is rejected without a reason.", "Say why in `comment`."),
    "RETIRED_FACT": (
        "No rule asks for the fact any more, and the time in which it was still accepted is over.",
        "Leave it out. `facts` lists what is asked for, and what no longer is, since when.",
    ),
    "REVIEW_OPEN": (
        "A review of the decision is asked for already, and not answered yet.",
        "Wait for its answer: `reviews` of the decision has it.",
    ),
    "REVIEW_RESOLVED": (
        "A review that was answered before is answered again.",
        "Ask for another review.",
    ),
    "ROLE_NOT_ASKED": ("The policy does not ask for an approval of this role.", "Use a token of a role that it names."),
    "SCHEDULE_AHEAD": ("Something is to come into force after the retirement.", "Cancel it first."),
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
    "UNKNOWN_ACTIVATION": ("There is no such activation.", "Pass an id as it was given."),
    "UNKNOWN_PROPOSAL": ("There is no such proposal.", "Pass an id as it was given."),
}

DECISIONS: Final = {
    "BAD_CHAIN": ("A chain of decisions is named by one digit from 0 to f.", "Correct it."),
    "BAD_RETENTION": ("Facts are to be kept for no or too many days.", "Give a number in the range of the message."),
    "BAD_SUBJECT": (
        "A subject is empty, too long or not printable.",
        "Use the name by which its erasure will be asked for, such as a customer number.",
    ),
    "DECISION_DAMAGED": (
        "A recorded decision is not what was recorded: somebody altered the table.",
        "Tell the lender's auditors; `creditrules audit verify --all` says more.",
    ),
    "CONTRACT_TOO_LARGE": ("A contract query asks with too much.", "Leave out facts that do not matter to it."),
    "TOO_MANY_CONTRACTS": (
        "There are as many contract queries as there may be, of one author or in all.",
        "Remove one that is no longer relied on.",
    ),
    "UNKNOWN_CONTRACT": ("There is no contract query of that name and author.", "`contracts` lists those there are."),
    "FACT_CLASH": (
        "A fact would have another type than other rule sets in force or to come give it.",
        "Each one is listed in the diagnostics with the place of both; give it that type or another name.",
    ),
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
    "FACTS_ERASED": (
        "The facts of this decision were erased at the subject's wish.",
        "Nothing: they are gone for good.",
    ),
    "FACTS_EXPIRED": ("The facts of this decision were kept as long as was asked.", "Nothing: they are gone for good."),
    "FACTS_TOO_LARGE": (
        "The facts and the answer are too large to be recorded.",
        "Ask about fewer products at a time.",
    ),
    "KEYS_UNAVAILABLE": (
        "The service that wraps the keys, or signs evidence, does not answer.",
        "Try again in a moment.",
    ),
    "KEY_SPENT": ("The idempotency key belongs to a decision whose facts were erased.", "Take a new key."),
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
    "UNKNOWN_SUBJECT": ("No facts were ever recorded of this subject.", "Look at its spelling."),
}

STORE: Final = {
    "JOB_DAMAGED": (
        "What is stored of a batch job is not what was answered.",
        "Tell the lender's auditors, and start another job.",
    ),
    "CONTENT_DAMAGED": ("Stored content is not what its digest says.", "Restore the table from a backup."),
    "CONTENT_UNAVAILABLE": ("Stored content could not be read.", "Try again; then look whether the table is whole."),
    "CONTENT_UNREADABLE": (
        "Stored content cannot be used by this release, though an earlier one took it.",
        "Run the release that published it, and publish a version that this one takes.",
    ),
    "HISTORY_DAMAGED": ("An activation that was recorded is not in the table.", "Restore the table from a backup."),
    "INTERNAL_SERVER_ERROR": (
        "Something went wrong on our side; the log has it under the id that is given.",
        "Report it with that id.",
    ),
    "OUTCOME_UNKNOWN": (
        "The store did not say whether this was recorded.",
        "Send the same again with the same idempotency key: it is recorded once.",
    ),
    "BACKUP_EXISTS": ("There is a file where the backup should be written.", "Choose another name."),
    "BACKUP_UNREADABLE": ("The file is no backup, or it was changed or cut.", "Take another backup."),
    "BACKUP_UNWRITABLE": ("A backup or a restored folder could not be written.", "Make room, or choose another place."),
    "FOLDER_NOT_EMPTY": (
        "A backup is restored only where nothing is.",
        "Restore into a new folder, or move this one away first.",
    ),
    "HISTORY_BROKEN": (
        "In a database that is backed up or restored, a chain does not hold or a content is missing.",
        "Export the chain and find what was changed; restore an older backup.",
    ),
    "NO_BACKUP": ("There is no such backup.", "Look at the spelling of the file's name."),
    "NO_DATA": ("There is no database in the folder.", "Name the folder that the service keeps its data in."),
    "FOLDER_UNUSABLE": ("The data folder cannot be made or entered.", "Choose another folder, or mend its rights."),
    "KEY_MISSING": (
        "The data folder has a database, but not the master key that its facts are encrypted with.",
        "Put the key of the last backup beside the database.",
    ),
    "SECRET_UNUSABLE": (
        "A file of the data folder that holds a key or a secret cannot be read, or holds none.",
        "Put the file of the last backup in its place.",
    ),
    "STORE_DAMAGED": (
        "The file of the database is damaged.",
        "Stop the service, keep a copy of the file, and restore the last backup.",
    ),
    "STORE_FOREIGN": ("The file of the database belongs to another program.", "Choose another data folder."),
    "STORE_FULL": ("There is no room left on the disk for the database.", "Make room, and send it again."),
    "STORE_LOCKED": (
        "Another program holds the database for too long.",
        "Try again; then find out which program has the file open.",
    ),
    "STORE_NEWER": ("The file of the database was written by a newer release.", "Run that release or a later one."),
    "STORE_READ_ONLY": (
        "The database may only be read here.",
        "Let the service write to the file and to the folder that it lies in.",
    ),
    "STORE_UNAVAILABLE": ("The store does not answer, or is too busy.", "Try again in a moment."),
    "STORE_UNREACHABLE": (
        "The file of the database cannot be opened.",
        "Look whether its folder is there and belongs to whoever runs the service.",
    ),
    "VERSION_UNAVAILABLE": (
        "A version that is recorded could not be read.",
        "Try again; then look whether the table is whole.",
    ),
}

AUDIT: Final = {
    "BEYOND_END": ("A link stands beyond the end that is stated.", "Find who added it."),
    "CUT_SHORT": (
        "The chain ends before the end that is stated.",
        "Find the missing links in a backup or an older export.",
    ),
    "MISSING": ("A link is missing from the middle.", "Find it in a backup or an older export."),
    "NO_END": ("Nothing states where the chain ends.", "Export it again: an export ends with that line."),
    "OTHER_DOCUMENT": ("A link, or the end, is about another document than the rest.", "Find how it got there."),
    "REPEATED": ("A link stands where the next one should.", "Find who repeated it."),
    "UNREADABLE": ("A line is not written as an export writes it.", "Export it again; the file was edited or cut."),
    "WRONG_END": ("The last link's hash is not the one that the end states.", "Find which of the two was altered."),
    "WRONG_HASH": ("A link's hash is not that of its text.", "Find which of the two was altered."),
    "WRONG_PREVIOUS": (
        "A link does not name the hash of the link before.",
        "Find what was put in between or taken out.",
    ),
    "WRONG_TEXT": ("A link's text is that of another link.", "Find what was exchanged."),
}
