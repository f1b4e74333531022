"""SCORM 2004 Sequencing and Navigation (SN), 2nd to 4th edition, as pure functions (docs/decisions/0022).

Each process of the standard's pseudo-code is a function that names it and its number: [OP.1] overall.py,
[NB] navigation.py, [TB] termination.py, [RB] rollup.py, [SR] selection.py, [SB] flow.py, choice.py and
requests.py, [DB] delivery.py, [UP] conditions.py and ending.py. `definition` and `tree` are the manifest's
rules, `state` and `session` the tracking data, `validity` the valid requests, `opening` the start of a
session, `answers` the functions that other packages call by way of `scorm.api`.
"""
