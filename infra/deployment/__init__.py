"""The deployment that serverless.yml describes: read, and carried out."""
