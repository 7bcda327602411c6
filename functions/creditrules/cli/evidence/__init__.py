"""`creditrules evidence` and `creditrules verify`: a recorded decision proved to others."""
