"""What clients send into an operation: held against the schema, and what does not fit told in sentences of ours."""
