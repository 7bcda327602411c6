"""Trusted documents from the command line: registered from files, listed, retired."""
