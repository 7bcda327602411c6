"""DMN 1.1 to 1.6 files read, DMN 1.5 files written."""

from creditrules.dmn.exchange.xml.companion import Beside, Companion
from creditrules.dmn.exchange.xml.elements import Element, TreeRead, read_tree
from creditrules.dmn.exchange.xml.namespaces import MODEL, OWN, is_feel, is_model, newest
from creditrules.dmn.exchange.xml.read.definitions import XmlRead, read_xml
from creditrules.dmn.exchange.xml.read.files import read_models
from creditrules.dmn.exchange.xml.spelling import WrittenElement, written_elements, xml_text
from creditrules.dmn.exchange.xml.write import XmlWritten, write_xml

__all__ = [
    "MODEL",
    "OWN",
    "Beside",
    "Companion",
    "Element",
    "TreeRead",
    "WrittenElement",
    "XmlRead",
    "XmlWritten",
    "is_feel",
    "is_model",
    "newest",
    "read_models",
    "read_tree",
    "read_xml",
    "write_xml",
    "written_elements",
    "xml_text",
]
