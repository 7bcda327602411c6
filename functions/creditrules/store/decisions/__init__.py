"""Decisions on record: sealed facts, subjects and their keys, chains of links."""
