"""A running service as commands use it, over GraphQL."""
