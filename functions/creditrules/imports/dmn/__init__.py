"""DMN files as other products write them (Camunda, Drools, Flowable, Signavio, Trisotech), read to our models."""

from creditrules.imports.dmn.reading import read_dmn

__all__ = ["read_dmn"]
