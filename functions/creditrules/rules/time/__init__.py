"""Versions and activations in two times: which one is in force when, as known when."""
