"""The types of the schema, one room a subject. Docstrings and descriptions here are what clients read."""
