"""What a text says, as frozen values: nodes with the places they stand at; stages hand it on."""
