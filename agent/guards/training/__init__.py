"""The sentences the guards' judge learns from, and the command that fits it: `python -m agent.guards.training.fit`."""
