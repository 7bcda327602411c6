"""Deployed stages, as commands of their operators find them."""
