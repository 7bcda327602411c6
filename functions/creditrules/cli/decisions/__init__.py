"""Decisions on record: export, redress, indexing."""
