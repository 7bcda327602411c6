"""API keys of partners' machines from the command line."""
