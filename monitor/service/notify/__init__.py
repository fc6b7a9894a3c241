"""Telling people and programs what happened on the desk: what to tell, to whom, and until it is taken."""
