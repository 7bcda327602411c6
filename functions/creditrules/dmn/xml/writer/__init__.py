"""Decision models as DMN 1.5 files."""

from creditrules.dmn.xml.writer.definitions_writer import XmlWritten, write_xml

__all__ = ["XmlWritten", "write_xml"]
