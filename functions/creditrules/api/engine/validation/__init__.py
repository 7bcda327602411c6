"""Whether a document stands: parsed and validated by graphql-core, and what is wrong told in sentences of ours."""
