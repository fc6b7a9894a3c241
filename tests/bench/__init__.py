"""The bench: how many events a second, where the time goes, and how cost grows (`make bench`)."""
