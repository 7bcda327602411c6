"""The executable schema as an image: written once it is built, and read in place of building it.

What the schema looks like stands in the image; what its fields do is loaded with the types that are asked for. So a
function that answers partners neither builds administrators' types nor imports what they need.
"""

from creditrules.api.schema.image.places import keep_image, kept_image
from creditrules.api.schema.image.reading import ImagedSchema
from creditrules.api.schema.image.writing import image_of

__all__ = ["ImagedSchema", "image_of", "keep_image", "kept_image"]
