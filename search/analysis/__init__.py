"""Swedish analysis, done once in Python so that every engine can treat tokens as opaque."""
