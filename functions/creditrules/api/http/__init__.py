"""GraphQL over HTTP: requests and responses as values, ASGI around them, and GraphiQL for the laptop."""
