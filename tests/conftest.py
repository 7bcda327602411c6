"""How hypothesis looks for examples: the same ones each time, or new ones for as long as one likes.

`--hypothesis-profile fresh` (`make fuzz`) looks for new ones; what it finds belongs into the test as an `@example`.
"""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fresh", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("steady")
