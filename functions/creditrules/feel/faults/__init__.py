"""What is null whatever the facts, and what says something else than it looks."""
