"""Sequencing and Navigation, each branch of the pseudo-code at depths two and three."""
