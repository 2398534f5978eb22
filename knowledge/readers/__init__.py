"""One file format each: a file in, blocks of text with their place out."""
