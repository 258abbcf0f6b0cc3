"""The whole database as files, and back: `callboard export --all`, `restore`, the nightly export.

`walk` reads a database in bounded pieces, `manifest` says what an export holds, `exporting` and
`restoring` do the work, `nightly` keeps the last fourteen. What a person exports for themselves
(a list as CSV) is in `exports`.
"""
