"""What the bot may offer: a typed document, read strictly, decided purely.

Knows nothing of messaging or storage.
"""
