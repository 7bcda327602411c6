"""What an author meant by a text that is no FEEL: all that is wrong with it, and its tree with holes."""

from creditrules.feel.syntax.meant.reading import recovered

__all__ = ["recovered"]
