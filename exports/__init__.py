"""Lists as files.

`columns` says what a column is and reads rows; each kind declares its own columns in the exports.py of its app.
`table` is a list ready to be written, `formats` the file formats there are, each written by a module of its own.
`guard` keeps text from becoming a formula.
"""
