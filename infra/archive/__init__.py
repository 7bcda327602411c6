"""Archives of the functions, as `make package` builds them: one commit, the same bytes wherever and whenever."""
