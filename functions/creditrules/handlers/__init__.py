"""Lambda entries."""
