"""`creditrules tenant`: a lender leaves, or comes."""
