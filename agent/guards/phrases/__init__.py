"""Phrase books of the guards: one YAML file per family, with patterns per language and the look-alikes that pass."""
