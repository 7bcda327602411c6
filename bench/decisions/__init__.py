"""One decision on the public path, on kind and on hostile tables: facts as JSON text in, reasons and terms out."""
