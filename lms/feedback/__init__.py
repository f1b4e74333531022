"""Anonymous reports of accessibility and content faults, and their answers."""
