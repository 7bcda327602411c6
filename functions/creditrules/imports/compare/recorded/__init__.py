"""Recorded questions and answers of other engines, in the files in which they are kept."""
