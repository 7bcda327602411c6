"""Decision models as DMN 1.5 files."""

from creditrules.dmn.exchange.xml.write.definitions import XmlWritten, write_xml

__all__ = ["XmlWritten", "write_xml"]
