"""The checker: names, types, requirements and allowed values of a whole model, every problem with its place."""

from creditrules.dmn.check.models import CheckedModel, check_model

__all__ = ["CheckedModel", "check_model"]
