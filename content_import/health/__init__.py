"""Package health: what a package is like to play, told to the trainer before learners meet it.

`scanning` reads the files, `playing` plays them in a real Chromium, `judging` turns what was seen into
findings, `actions` keeps the reports (docs/decisions/0011-package-health.md).
"""
