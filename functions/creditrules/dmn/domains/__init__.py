"""Types of a model: type references and item definitions resolved once to domains."""
