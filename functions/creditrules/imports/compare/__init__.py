"""Imported models held against what another engine was asked and answered."""
