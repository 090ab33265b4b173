"""`make up`: embedded servers, engine, bot and stand-ins, started and stopped together."""
