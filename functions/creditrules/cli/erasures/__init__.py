"""`creditrules erasures`."""
