"""What may be asked for at most."""

from __future__ import annotations

from creditrules.records import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked for at most, the same on a laptop and deployed; each is CREDITRULES_MAX_ and its name.

    body_bytes: of a body, also once it is decompressed. address_bytes: of the parameters in an address; API Gateway
    takes 10,240 bytes of the first line and all headers, the token's among them. query_…: of a document: words and
    signs, levels of fields and of values, fields written, fields of one name (validation compares them pair by pair),
    aliases, directives, those at one place, fields at the root, fragments, characters. query_cost: objects asked for,
    see `creditrules.api.engine.cost`. variable_values: values in all variables together. answer_bytes: of an answer, as
    the platform counts it that escapes it once more (AWS Lambda gives out 6 MB).

    Where this process has the sockets itself, on one machine: queue_seconds: until a request that is whole is begun.
    connections: that are open at once. header_bytes, headers: of the first line and the headers of a request.
    header_seconds: until they are whole. body_seconds: until a body is, or an answer taken, and a second more for each
    20,000 bytes. idle_seconds: between two requests; longer than proxies keep theirs, so that it is they who part.
    bytes_under_way: of bodies and answers that are not whole, on all connections together.

    evaluation_steps, evaluation_memory: as `creditrules.feel.RequestBudget` counts them, of all evaluations of the
    request together, as many as three that go to their own end. evaluation_milliseconds: from when the request came
    until nothing more is evaluated for it; API Gateway gives up after 29 seconds, in which the rest has to happen too.
    evaluation_times: so many times as many steps and as much time has whoever may see the policy. store_seconds: from
    when the request came until nothing more is asked of DynamoDB and KMS for it; what was asked just before may take
    six seconds more, and all of it ends before the function does. store_failures: calls in vain after which it is the
    same.

    partner_…: of a partner, where its lender does not say otherwise, see `creditrules.throttling.Allowance`: about what
    one process answers. partner_times: so many times as much a lender may give to a partner, and whoever may see the
    policy has.
    """

    body_bytes: int = 6_000_000
    address_bytes: int = 6_000
    query_tokens: int = 4_000
    query_depth: int = 16
    query_value_depth: int = 24
    query_fields: int = 500
    query_repeats: int = 60
    query_aliases: int = 30
    query_directives: int = 40
    query_directives_at_once: int = 5
    query_roots: int = 12
    query_fragments: int = 60
    query_cost: int = 20_000
    evaluation_steps: int = 3_000_000
    evaluation_milliseconds: int = 5_000
    evaluation_memory: int = 60_000_000
    evaluation_times: int = 4
    store_seconds: int = 22
    store_failures: int = 6
    partner_cost: int = 2_000_000
    partner_cost_per_second: int = 25_000
    partner_values: int = 12
    partner_pairs: int = 32
    partner_variations: int = 60
    partner_times: int = 10
    query_characters: int = 250_000
    variable_values: int = 200_000
    answer_bytes: int = 5_000_000
    queue_seconds: int = 10
    connections: int = 1_000
    header_bytes: int = 16_000
    headers: int = 100
    header_seconds: int = 10
    body_seconds: int = 20
    idle_seconds: int = 65
    bytes_under_way: int = 200_000_000
