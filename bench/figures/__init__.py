"""Figures of the bench: what was measured, the bars that it is held to, what was measured before."""
