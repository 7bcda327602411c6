"""ZEN, the expression language of decision graphs: text in, tree out."""

from creditrules.imports.jdm.zen import tree
from creditrules.imports.jdm.zen.lexer import ZenError
from creditrules.imports.jdm.zen.parser import Trees, parse_cell, parse_expression

__all__ = ["Trees", "ZenError", "parse_cell", "parse_expression", "tree"]
