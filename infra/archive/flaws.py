"""Why an archive is not built."""

__all__ = ["ArchiveError"]


class ArchiveError(Exception):
    """Something that it needs is missing, or that must hold of it does not; told in one sentence."""
