"""The ways by which messages leave: e-mail and webhooks."""
