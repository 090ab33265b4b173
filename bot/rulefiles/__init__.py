"""How the files that people own are read: strictly, and with every mistake told on its line."""
