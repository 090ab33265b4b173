"""How the stand-in says no."""

from __future__ import annotations


class Refusal(Exception):
    """An API error in Stripe's own shape; without a `kind`, the status says which it is."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param
        self.kind = kind or ("api_error" if status >= 500 else "invalid_request_error")
