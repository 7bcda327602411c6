"""Files that commands read and write: documents, decision models in every form, workbooks."""
