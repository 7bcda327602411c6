"""`creditrules experiment`."""
