"""DMN XML to a decision model."""
