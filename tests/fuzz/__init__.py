"""Broken, mutilated and mixed-up files of every format: each ends in a document or in one clear error, soon."""
