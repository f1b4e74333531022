"""Our own judge of the run-time: scripts written from the standards' tables, played in a real Chromium.

`language` reads a script, `stage` is the learner's browser in front of the real server, `record` is what the
server holds, `runner` compares step by step. docs/conformance.md tells how to write a script.
"""
