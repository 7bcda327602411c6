"""Why a deployment is not carried out."""

__all__ = ["DeploymentError"]


class DeploymentError(Exception):
    """Something that it needs is missing, or did not go well; told in one sentence."""
