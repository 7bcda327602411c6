"""`creditrules convert`: decision models from one form of file to another."""
