"""Checked FEEL to programs: closures in which everything is settled that can be before facts come."""
