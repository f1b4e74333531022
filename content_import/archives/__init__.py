"""Archives of SCORM packages: validation, reading, and the plan of an import."""
