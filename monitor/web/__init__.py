"""The web door: the HTTP API for programs and server-rendered pages for officers."""
