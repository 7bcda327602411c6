"""The use cases: authorise, load, decide, record. Ports only; no GraphQL, HTTP or AWS."""
