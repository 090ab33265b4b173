"""`make chat`: the terminal as the phone of any demo person, with a look inside each turn."""
