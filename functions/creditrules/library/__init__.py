"""The library: expressions, decision models and rule sets for programs in Python; `creditrules` shows its names."""
