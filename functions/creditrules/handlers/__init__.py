"""Lambda entries."""

import gc
import os

from creditrules.handlers.libraries import open_libraries_lately

# Nearly all that importing makes stays: looking through it for garbage takes a sixth of the time. Each entry lets the
# collector begin once it is wired.
gc.disable()

# Pydantic looks through all packages that are installed for plugins of its own, of which an archive has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

open_libraries_lately()
