"""From files to described passages: discover, sniff, read, structure, split, describe, write."""
