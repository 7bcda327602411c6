"""Lambda entries."""

import gc

# Nearly all that importing makes stays: looking through it for garbage takes a sixth of the time. Each entry lets the
# collector begin once it is wired.
gc.disable()
