"""The one table: its definition, and the few calls that are made of it."""
