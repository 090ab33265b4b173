"""Random walks through conversations with the whole bot; what must hold after every message."""
