"""Environment and log levels without which Rasa phones home, warns at length and uses every core."""

from __future__ import annotations

import logging
import os
import sys
import warnings

import structlog

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TQDM_DISABLE": "1",
    "PYTHONWARNINGS": "ignore",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


def be_quiet() -> None:
    """Set all of it for this process; call it before anything of Rasa is imported."""
    os.environ.update(_ENVIRONMENT)
    warnings.simplefilter("ignore")
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="engine: %(message)s")
    # Unconfigured, structlog prints Rasa's debug lines: every message, and every slot.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
