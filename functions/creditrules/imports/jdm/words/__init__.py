"""ZEN's tree to FEEL: what each expression and cell says, in FEEL's words."""
