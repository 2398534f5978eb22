"""The command line: one file for each group of commands; heavy imports only inside a command."""
