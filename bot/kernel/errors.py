"""The error tree: a refusal a person hears, a fault that passes, one that stays; else a bug."""


class SaldoError(Exception):
    """Root of every error this product raises on purpose."""


class Rejected(SaldoError):
    """A refusal that a person hears; `code` is stable and names why, e.g. `offer_expired`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Transient(SaldoError):
    """A fault that may pass: try again, not before `retry_after_s` seconds when it is given."""

    def __init__(self, reason: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class Permanent(SaldoError):
    """A fault that trying again will not cure: a person must look."""
