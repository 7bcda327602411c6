"""The table in one file of this machine: SQLite as the standard library brings it."""
