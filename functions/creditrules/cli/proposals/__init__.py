"""Proposals from the command line: drafted, submitted, judged and published as over the API."""
