"""Decision graphs of GoRules, JDM (JSON), with expressions in ZEN: read into decision models."""

from creditrules.imports.jdm.reading import read_jdm

__all__ = ["read_jdm"]
