"""Files that people send as proof: noted with the message, fetched later, sealed at rest."""
