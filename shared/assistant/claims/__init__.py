"""Figures in an answer, and whether the evidence bears them out. Pure: no clock, no I/O."""
