"""The kinds of material, each of which registers itself."""
