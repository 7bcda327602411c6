"""The space of all facts: its axes, functions over it as diagrams, and sets in it as boxes."""
