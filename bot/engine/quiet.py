"""Without these Rasa phones home, warns at length, logs messages and uses every core."""

from __future__ import annotations

import logging
import sys
import warnings
from typing import Final

import structlog

# For the process's environment, before anything of Rasa is imported.
ENVIRONMENT: Final = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "PYTHONWARNINGS": "ignore",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


def be_quiet() -> None:
    """Let warnings and errors through, and nothing else; call it before Rasa is imported."""
    warnings.simplefilter("ignore")
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="engine: %(message)s")
    # Unconfigured, structlog prints Rasa's debug lines: every message, and every slot.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
