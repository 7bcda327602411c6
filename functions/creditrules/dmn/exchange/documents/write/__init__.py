"""From a decision model to its document form, the exact inverse of the reader."""

from creditrules.dmn.exchange.documents.write.models import model_digest, written
from creditrules.dmn.exchange.documents.write.spelling import spelled_like

__all__ = ["model_digest", "spelled_like", "written"]
