"""How well a candidate does on applicants that it was not fitted to, and how that holds over time and groups."""
