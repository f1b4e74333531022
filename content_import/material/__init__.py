"""The import of presentations, documents, films, pictures and packages as steps of a draft."""
