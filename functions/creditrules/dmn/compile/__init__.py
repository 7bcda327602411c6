"""From checked models to closures."""
