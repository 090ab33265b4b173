"""Vocabulary shared by every package: values without I/O; imports nothing of ours."""
