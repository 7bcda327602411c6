"""What rule sets, products and change statements say, and whether it is right."""
