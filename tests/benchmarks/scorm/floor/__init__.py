"""The floor that `script/bench scorm` compares with: a bare Django view that inserts one row.

Used by benchmarks only; no settings of the product include it.
"""
