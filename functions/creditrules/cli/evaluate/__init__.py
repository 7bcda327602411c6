"""`creditrules evaluate`: rules tried on files of applicants."""
