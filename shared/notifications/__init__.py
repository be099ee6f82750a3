"""Telling people things: in the page, by e-mail, to their own systems; each thing once."""
