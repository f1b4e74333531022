"""Builders of the SCORM packages of demo modules."""
