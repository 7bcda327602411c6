"""A candidate written as an ordinary rule set, with its mapping, its tests and where it comes from."""
