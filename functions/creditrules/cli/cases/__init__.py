"""`creditrules cases`: test cases made from the rules."""
