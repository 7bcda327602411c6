"""What is wrong with a request: its transport, its document, its question."""

from __future__ import annotations

from typing import Final

__all__ = ["BATCHES", "QUESTIONS", "REQUESTS"]

REQUESTS: Final = {
    "BAD_COMPRESSION": (
        "The body is not what its Content-Encoding says, or is more than one piece.",
        "Compress it whole and once, or send it plain.",
    ),
    "UNSUPPORTED_ENCODING": ("The body's Content-Encoding is not taken.", "Send it with gzip, deflate or none."),
    "ADDRESS_TOO_LONG": ("The query in the address is too long.", "Send it by POST."),
    "ANSWER_TOO_LARGE": ("The answer would be too large.", "Ask for fewer versions, applicants or products at a time."),
    "ASKED_TWICE": (
        "A field that takes long is asked more than once in a request.",
        "Send a request for each.",
    ),
    "BAD_ADDRESS": (
        "The address's parameters cannot be read, or one is given twice.",
        "Encode them as UTF-8, and give each once.",
    ),
    "BAD_HTTP": (
        "What came on the connection is not HTTP/1.1 as it is understood here.",
        "Look at the first line, the headers and the body's length; a proxy in between may have made it.",
    ),
    "HEADERS_TOO_LARGE": ("The first line and the headers are too long or too many.", "Leave out what is not needed."),
    "REQUEST_TOO_SLOW": (
        "The headers or the body did not come whole in time.",
        "Send the request again, without pauses in it.",
    ),
    "TOO_BUSY": (
        "There are too many connections at once, or the request waited too long for its turn.",
        "Nothing was done: send it again after `Retry-After`.",
    ),
    "UNSUPPORTED_TRANSFER": (
        "The body's Transfer-Encoding is not taken.",
        "Send it `chunked`, or with its length.",
    ),
    "BAD_BASE64": ("The content of a file is no base64.", "Encode it, or send it as `TEXT`."),
    "BAD_REPRESENTATION": (
        "A representation names no entity of this subgraph.",
        "Give `__typename` and a key, as `_service { sdl }` says.",
    ),
    "BAD_CURSOR": ("The cursor is none of this listing's.", "Pass an `endCursor` as it was given, or start without."),
    "BAD_DOCUMENT_ID": (
        "`documentId` is not `sha256:` and a hash.",
        "Send 64 hexadecimal digits in lower case after the colon.",
    ),
    "BAD_DOCUMENTS": (
        "No documents are to be registered, too many at once, for no role, or with too long a note.",
        "Correct the part that the field names.",
    ),
    "BAD_EXTENSIONS": ("`extensions` of the request is no object.", "Send an object or null."),
    "BAD_OPERATION_NAME": ("`operationName` is no text.", "Send a text or null."),
    "BAD_PAGE_SIZE": (
        "A page is to hold none, or more than 100 items.",
        "Ask for 1 to 100, and go on with `after`, or back with `before`.",
    ),
    "BAD_PERSISTED_QUERY": (
        "`extensions.persistedQuery` is not of Apollo's form.",
        "Send `version` 1 and `sha256Hash`, 64 hexadecimal digits in lower case.",
    ),
    "BAD_USER_INPUT": (
        "A variable or an argument is not of the type that the schema says.",
        "Correct it at the path that is given.",
    ),
    "BAD_VARIABLES": ("`variables` is no object.", "Send an object or null."),
    "BODY_MISSING": ("The request has no body.", "Send one JSON object with `query`."),
    "BODY_TOO_LARGE": ("The body is too large.", "Send less at a time."),
    "DOCUMENTS_BUSY": ("Other acts on the lender's registered documents came between.", "Try again in a moment."),
    "DOCUMENTS_TOO_LARGE": (
        "A GraphQL document to be registered is too large, or all that are sent at once.",
        "Take it apart, or register them in parts.",
    ),
    "DOCUMENT_FAULTY": (
        "A GraphQL document to be registered could not be asked: the message says why.",
        "Correct it; graphql/schema.graphql has all that can be asked.",
    ),
    "DOCUMENT_MISMATCH": ("A text and a hash, or two hashes, are of different documents.", "Send one of the two."),
    "DOCUMENT_NOT_FOR_ROLE": (
        "A GraphQL document to be registered asks for fields that a role may not see for which it is.",
        "Leave them out, or say in `roles` for whom the document is.",
    ),
    "DOCUMENT_NOT_FOUND": (
        "No trusted document has the hash of `documentId`.",
        "Hash the text of a file in graphql/operations, or of one that the lender registered, to its last newline.",
    ),
    "DOCUMENT_NOT_TRUSTED": (
        "In production partners send trusted documents only, and this is none.",
        "Send a text of graphql/operations as it stands there, or one that the lender registered, or its hash.",
    ),
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
    "HIDDEN_CHARACTERS": (
        "A text holds a control character, or one that turns, hides or joins others so that it seems another.",
        "Leave it out; lines and tabs are allowed in texts, not in names.",
    ),
    "INVALID_REQUEST": (
        "What is asked for cannot be: an amount below zero, a term of no months, a currency that is no code.",
        "Correct the part that the field names.",
    ),
    "LIST_TOO_LONG": ("A list of the input has more items than its description allows.", "Send less at a time."),
    "METHOD_NOT_ALLOWED": ("The address does not take this HTTP method.", "Use one of those in the header `Allow`."),
    "ORIGIN_NOT_ALLOWED": (
        "The request comes from a web page of an origin that the tenant does not allow.",
        "Ask who runs the service to allow it: `CREDITRULES_ORIGINS`.",
    ),
    "MORE_ERRORS": ("There are more errors than are told.", "Mend those that are told first."),
    "MUTATION_BY_GET": ("Only queries run by GET.", "Send the mutation by POST."),
    "NO_SUBSCRIPTIONS": (
        "The document holds a subscription, and the service answers none.",
        "Ask `ruleChanges(recordedFrom:)` again and again, or take the feed of changes.",
    ),
    "NAME_TOO_LONG": ("An alias or another name in the document has more than 128 characters.", "Shorten it."),
    "NOT_ACCEPTABLE": ("The client accepts no JSON.", "Accept application/graphql-response+json or application/json."),
    "NOT_ALLOWED": ("No role of the token allows this.", "Use a token of the role that the hint names."),
    "NOT_AN_OBJECT": ("The body is JSON, but no object.", "Send one object with `query`; batches are not taken."),
    "NOT_FOUND": ("There is nothing at this address.", "The API is at /graphql."),
    "NOT_JSON": (
        "The text is not JSON: broken, a name given twice, NaN, or half a surrogate pair.",
        "Correct it at the place that is given.",
    ),
    "NOT_UTF8": ("The body is not UTF-8.", "Send UTF-8."),
    "NO_OPERATION": ("The document holds no operation.", "Add a query."),
    "OPERATION_NAME_MISSING": ("There are several operations, and none is chosen.", "Set `operationName`."),
    "PERSISTED_QUERY_NOT_FOUND": (
        "No trusted document has the hash of `extensions.persistedQuery`.",
        "Send the text, where your token may send any.",
    ),
    "PERSISTED_QUERY_NOT_SUPPORTED": (
        "A text came with its hash to be kept, and partners cannot add documents.",
        "Send a text of graphql/operations as it stands there, or its hash.",
    ),
    "QUERY_TOO_LONG": (
        "The document has more characters than are read.",
        "Send values in variables, and ask in several requests.",
    ),
    "QUERY_MISSING": ("The request has no `query`.", "Put the GraphQL document there."),
    "BUDGET_SPENT": (
        "The request took more steps, memory or time of evaluation than it may.",
        "Ask for it in a request of its own, for fewer products or applicants at a time, or later.",
    ),
    "THROTTLED": (
        "The caller has asked for more than it may at the moment, or too many questions vary the same facts.",
        "Wait as many seconds as `retryAfter` says; name applicants by `subject`.",
    ),
    "TOO_COSTLY": ("The operation could yield too many objects.", "Ask for smaller pages, or in several requests."),
    "TOO_DEEP": ("The document or the JSON is nested too deeply.", "Flatten it."),
    "TOO_MANY_ALIASES": ("The document has too many aliases.", "Split it into several requests."),
    "TOO_MANY_DIRECTIVES": ("The document has too many directives.", "Split it into several requests."),
    "TOO_MANY_FIELDS": ("The document has too many fields.", "Split it into several requests."),
    "TOO_MANY_FILES": ("There are too many files to import.", "Send them in parts."),
    "TOO_MANY_FRAGMENTS": ("The document has too many fragments.", "Split it into several requests."),
    "TOO_MANY_REPEATS": ("The document asks for one field too often.", "Split it into several requests."),
    "TOO_MANY_VALUES": ("The variables hold too many values.", "Send less at a time."),
    "TOO_MANY_ROOT_FIELDS": ("The document has too many fields at its top.", "Split it into several requests."),
    "UNKNOWN_OPERATION": ("The document has no operation of that name.", "Correct `operationName`."),
    "UNSUPPORTED_CHARSET": ("The body is declared in another charset than UTF-8.", "Send UTF-8."),
    "UNSUPPORTED_MEDIA_TYPE": ("The body is not declared as JSON.", "Send `Content-Type: application/json`."),
}

QUESTIONS: Final = {
    "BAD_PIN": (
        "A pin names no rule set and no parameter, or both.",
        "Give `ruleSet` or `parameter`, one of the two, and the number of a version.",
    ),
    "BAD_TOLERANCE": ("A tolerance is negative or no number.", "Send 0 or more."),
    "INVALID_FACT": (
        "A fact fits the declaration of none of the products, or `facts` is no object.",
        "Each one is listed in the diagnostics with its place.",
    ),
    "KNOWN_AT_IN_FUTURE": (
        "`knownAt` lies in the future, of which nothing is recorded.",
        "Leave it out, or ask for the past.",
    ),
    "NAIVE_TIME": ("A time has no zone.", 'Add one, such as "Z" or "+08:00".'),
    "NO_VERSION_IN_FORCE": (
        "No version of the product or rule set was in force at the asked times.",
        "Ask for another `validAt` or `knownAt`.",
    ),
    "PINNED_TWICE": ("A rule set or a parameter is pinned twice.", "Keep one of the pins."),
    "REQUESTED_TWICE": ("Something is asked of one product twice.", "Keep one of the two requests."),
    "REQUEST_CURRENCY": (
        "What is asked of a product is in another currency than its own.",
        "Ask in the product's currency, or leave the currency out.",
    ),
    "RETIRED_FACT": (
        "No rule asks for the fact any more, and the time in which it was still accepted is over.",
        "Leave it out. `facts` lists what is asked for, and what no longer is, since when.",
    ),
    "TIMES_MIXED": (
        "`since` or `until` stands beside times of recording or of effect alone.",
        "Use them alone; or `recordedFrom`, `recordedTo`, `effectiveFrom` and `effectiveTo` for one of the two.",
    ),
    "TIME_OUT_OF_RANGE": ("A time lies outside the years 1900 to 9999.", "Use one inside."),
    "STILL_MOVING": (
        "Decisions are recorded faster than they can be gone through.",
        "Ask again when fewer are made.",
    ),
    "TOO_MANY_DECISIONS": (
        "There are more decisions on record than one proof goes through.",
        "Export the chains, and reckon from them.",
    ),
    "TOO_MANY_PARAMETERS": (
        "The changes of all products would mean looking at the dated values of very many parameters.",
        "Ask for the changes of one product.",
    ),
    "TOO_MANY_PRODUCTS": ("The lender has more products than one question can cover.", "Name the products."),
    "UNKNOWN_CONTENT": (
        "A content does not say which rule set, product, parameter or experiment it is.",
        "Begin it with ruleSet, product, parameter or experiment and a slug.",
    ),
    "TOO_MANY_DOCUMENTS": (
        "A lender has 1,000 registered GraphQL documents that are not retired.",
        "Retire those that are no longer sent: `creditrules documents list` says when each was sent last.",
    ),
    "UNKNOWN_DOCUMENT": ("There is no such rule set or product.", "Pass an id as it was given."),
    "UNKNOWN_DOCUMENT_ID": (
        "No GraphQL document with this id is registered.",
        "Look at `trustedDocuments(origin: REGISTERED)`, or `creditrules documents list`.",
    ),
    "UNKNOWN_FACT": ("No rule set that is asked declares such a fact.", "Correct its name, or leave it out."),
    "UNKNOWN_EXPERIMENT": ("There is no such experiment.", "Correct it; `experiments` lists what there is."),
    "UNKNOWN_PARAMETER": ("There is no such parameter.", "Correct it; the query `parameters` lists what there is."),
    "UNKNOWN_PRODUCT": ("There is no such product.", "Correct it; the query `products` lists what there is."),
    "UNKNOWN_RULE_SET": ("There is no such rule set.", "Correct it; the query `ruleSets` lists what there is."),
    "UNKNOWN_VERSION": ("There is no such version.", "Look at the history for the versions that there are."),
    "UNUSED_PIN": (
        "No product in force is governed by a pinned rule set, or uses a pinned parameter.",
        "Remove the pin, or correct its name.",
    ),
    "VERSION_OR_TIME": ("A version and a time are both given, or neither.", "Give one: either says what is meant."),
}

BATCHES: Final = {
    "BAD_LINE": (
        "A line of a part of a batch job is no JSON object with `subject` and `facts`, or has an unknown key.",
        "Correct the line that is named; nothing of the part was kept.",
    ),
    "BAD_PART_NUMBER": ("The parts of a batch job are numbered from 1 to 1,000.", "Send the rest as another job."),
    "JOB_DAMAGED": (
        "What is stored of a batch job is not what was answered.",
        "Tell the lender's auditors, and start another job.",
    ),
    "JOB_DELETED": ("The batch job was deleted, and its answers with it.", "Start another."),
    "JOB_EXPIRED": ("The batch job was kept for as long as was said; its answers are gone.", "Start another."),
    "JOB_FINISHED": ("The batch job was finished and takes no more parts.", "Start another for what is to come."),
    "PART_DIFFERS": (
        "A part of a batch job was sent before with other lines.",
        "Send the same file, cut in the same way, or give the part another number.",
    ),
    "PART_TOO_LARGE": ("A part of a batch job has too many bytes.", "Send fewer applicants in a part."),
    "RESULT_TOO_LARGE": ("The answers to a part of a batch job have too many bytes.", "Send fewer applicants in it."),
    "SUBJECT_TWICE": ("Two applicants of a batch are called alike.", "Give each a name of its own."),
    "TOO_MANY_JOBS": (
        "As many batch jobs are kept for you as may be.",
        "Delete one whose answers you have, or wait until one expires.",
    ),
    "TOO_MANY_SUBJECTS": ("A batch has more applicants than are answered at once.", "Ask in several batches."),
    "UNKNOWN_JOB": (
        "You have no such batch job.",
        "Use the id that `startBatchJob` gave; a job is known only to who started it.",
    ),
}
