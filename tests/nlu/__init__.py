"""How well texts are understood: `make nlu-report`."""
