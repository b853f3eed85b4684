"""Captions of every form: cues with their times, cleaned in one order, made a transcript."""
