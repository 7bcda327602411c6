"""`creditrules parameters`."""
