"""`creditrules batch`: a file of applicants asked about at a service, in parts that can be taken up again."""
