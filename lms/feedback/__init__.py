"""Reports of faults: of accessibility and of content, from anybody, answered in a queue."""
