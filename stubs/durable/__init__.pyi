# Only what monitor.engine.rete uses; durable_rules 2.0.28 ships no types.
