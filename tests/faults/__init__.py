"""Faults, made by generators from a seed: packages, requests and commits that nothing may come of.

The suite runs some of each; `script/soak` runs as many as one likes.
"""
