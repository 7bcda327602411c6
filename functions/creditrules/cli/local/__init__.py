"""The service on this machine: its key, and tokens for it."""
