"""What can be proved of one decision table: its gaps, its overlaps, its rows that never count; over sets of rows."""
