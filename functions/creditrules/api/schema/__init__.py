"""The GraphQL schema: built once from its types and root fields, and exported as text."""
