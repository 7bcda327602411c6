"""The catalogue of all codes: each once, with what it means and how to mend it.

Nothing that answers a question imports it: it is for people (`creditrules codes`, docs/codes.md). A test reads all
sources and holds that the catalogue has what they can say, no more and no less.
"""

from creditrules.codes.catalogue import CATALOGUE, Code, code_named, rendered

__all__ = ["CATALOGUE", "Code", "code_named", "rendered"]
