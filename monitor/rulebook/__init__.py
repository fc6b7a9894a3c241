"""From rule files to a checked, immutable set of rules: strict YAML, schema, vocab, lint, lock."""
