"""SCORM packages: reading the archive, reading the manifest, and the plan of an import."""
