"""The root fields of the schema: each translates a request into a use case and its result into types."""
