"""The documentation held against the program: commands that run, a reference and a picture made from the code."""
