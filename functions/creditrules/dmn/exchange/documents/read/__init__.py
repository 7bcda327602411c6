"""From a document's plain value to a decision model."""

from creditrules.dmn.exchange.documents.read.models import ModelRead, locate, read_model

__all__ = ["ModelRead", "locate", "read_model"]
