"""The built-in functions of FEEL (DMN 1.5, clause 10.3.4)."""
