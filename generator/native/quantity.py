"""Kubernetes' quantities as numbers.

Source: Quantity in pkg/api/resource of k8s.io/apimachinery. Parts of a billionth, which it rounds, are kept here.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from functools import lru_cache

_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_MOST_FACTOR_DIGITS = 20


@lru_cache(maxsize=1024)
def amount(quantity: int | str) -> Decimal:
    """Return the number that a natively valid quantity stands for, such as 500m or 16Gi, exactly."""
    text = str(quantity)
    if text[-2:] in _BINARY:
        return _times(text[:-2], Decimal(1024 ** _BINARY[text[-2:]]))
    if text[-1:] in _DECIMAL:
        return _times(text[:-1], Decimal(1).scaleb(_DECIMAL[text[-1:]]))
    return Decimal(text)


def _times(number: str, factor: Decimal) -> Decimal:
    exact = Context(prec=len(number) + _MOST_FACTOR_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)
    return exact.multiply(Decimal(number), factor)
