"""Lawful trade of 2006 to 2025, made by named families, that must pass without an alert.

A family is one reason for which trade is lawful; what it makes is shaped as feeds give it, gaps and
bad spelling included. The same seed gives the same events. Labels follow the law, not the engine:
``silent`` says that nothing may open an alert, ``may_be_incomplete`` that the papers really leave
a question open which nobody could answer from them.
"""
