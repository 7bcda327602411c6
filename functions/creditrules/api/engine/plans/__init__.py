"""Plans: operations worked out once into functions that read and write JSON as they go, to graphql-core's answers."""
