"""`creditrules suggest`: rules from data."""
