"""FEEL text to syntax tree (DMN 1.5, clause 10.3.1): words first, then the grammar; no function is known here."""
