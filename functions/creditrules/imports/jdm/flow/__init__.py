"""Nodes and edges to decisions: what each node yields, when it runs, and what of it flows on."""
