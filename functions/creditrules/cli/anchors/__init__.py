"""Anchors: where chains ended, kept where nobody can alter it, and time stamps of that by an authority outside."""
