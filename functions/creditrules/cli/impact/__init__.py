"""`creditrules impact`: what a change does to a population."""
