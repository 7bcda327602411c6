"""`creditrules diff`: two versions, or two files, compared."""
