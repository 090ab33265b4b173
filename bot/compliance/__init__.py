"""Jurisdiction rules as data: who must prove what, which words stop us, whom a crisis calls."""
