"""The project's own demo content: modules written in Markdown, built into SCORM packages."""
