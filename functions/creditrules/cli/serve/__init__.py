"""`creditrules serve`: the whole service on this machine."""
