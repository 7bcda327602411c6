"""creditrules: credit rules as a service."""
