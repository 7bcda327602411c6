"""Decision models as YAML or JSON documents: read with everything that is wrong, written in one form."""
