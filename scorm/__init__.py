"""SCORM as pure Python: no Django, no database, no files, no clock."""
