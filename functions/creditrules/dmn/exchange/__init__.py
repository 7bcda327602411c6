"""Decision models as others write and read them: documents, DMN XML, sheets."""
