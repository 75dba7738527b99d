"""The pictures: one module a picture, each making plain data that a template draws and a table repeats."""
