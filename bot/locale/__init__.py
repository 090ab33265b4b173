"""How things are said: formats, catalogs by reply key, and which language a text is in."""
