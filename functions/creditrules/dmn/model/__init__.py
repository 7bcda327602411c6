"""A decision model as data (DMN 1.5): definitions, and boxed expressions with text at their leaves."""
