"""The command line: parse, call one service, print; data on standard output, all else beside it."""
