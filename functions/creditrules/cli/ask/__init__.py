"""`creditrules ask`: a dialogue that ends in a certain outcome."""
