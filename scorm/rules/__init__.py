"""The run-time rules of SCORM 1.2 and 2004 as pure functions: no database, no request.

`payload` reads what a browser sent, `elements` knows each standard's data model, `fold` puts a payload into
a SCO's state, `status` derives what the state amounts to, `rollup` what all SCOs amount to together,
`seed` writes what the next launch starts from, `prerequisites` tells which item may be chosen.
"""
