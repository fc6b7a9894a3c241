"""What the rules say of an event: enrich, flatten, match, judge, explain."""
