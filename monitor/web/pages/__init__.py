"""The pages of the desk: read, phrase, render; nothing here changes anything."""
