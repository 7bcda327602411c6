"""What the public is told of the changes that govern a product, and how it is written: a page and two feeds.

    told = Disclosure(…)                              # what may be public, and nothing else: made by the desk
    document = html_page(told, "zh", "/disclosure")   # or atom_feed, json_feed; one text, ready to be sent

Pure: no clock, no store. Whatever a lender wrote is text here, never markup, and a link only where it leads to a page.
"""

from creditrules.disclosure.atom import atom_feed
from creditrules.disclosure.feed_json import json_feed
from creditrules.disclosure.missing import missing_page
from creditrules.disclosure.page import html_page
from creditrules.disclosure.style import POLICY
from creditrules.disclosure.told import (
    Act,
    Disclosure,
    PublicChange,
    PublicGround,
    PublicImpact,
    Status,
    Subject,
    public_id,
)
from creditrules.disclosure.words import LANGUAGES, SPOKEN, spoken

__all__ = [
    "LANGUAGES",
    "POLICY",
    "SPOKEN",
    "Act",
    "Disclosure",
    "PublicChange",
    "PublicGround",
    "PublicImpact",
    "Status",
    "Subject",
    "atom_feed",
    "html_page",
    "json_feed",
    "missing_page",
    "public_id",
    "spoken",
]
