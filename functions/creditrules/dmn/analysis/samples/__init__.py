"""Applicants for boxes: by exact reasoning where conditions are linear, by directed search where they are not."""
