"""The tables' history, applied at start by `agent.store.database`."""
