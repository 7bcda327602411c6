"""`creditrules import`: rules of other engines as models here, with a report."""
