"""SCORM as pure Python."""
