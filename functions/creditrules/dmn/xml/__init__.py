"""DMN 1.1 to 1.5 files read, DMN 1.5 files written."""

from creditrules.dmn.xml.companion import Companion
from creditrules.dmn.xml.definitions import XmlRead, read_xml

__all__ = ["Companion", "XmlRead", "read_xml"]
