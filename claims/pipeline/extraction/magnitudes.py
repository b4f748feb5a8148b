"""Magnitudes: what the written form of a number is worth."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_MAGNITUDES = {
    "hundred": 10**2, "hundreds": 10**2, "k": 10**3, "thousand": 10**3, "thousands": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "million": 10**6,
    "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9, "t": 10**12, "tn": 10**12, "trillion": 10**12,
    "trillions": 10**12, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "a dozen": 12, "one": 1, "a": 1,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "CNY", "cny": "CNY", "rmb": "CNY", "₹": "INR",
    "美元": "USD", "元": "CNY", "人民币": "CNY", "欧元": "EUR", "dollars": "USD", "euros": "EUR", "yuan": "CNY", "inr": "INR", "jpy": "JPY", "krw": "KRW",
    "a$": "AUD", "c$": "CAD", "hk$": "HKD", "s$": "SGD", "chf": "CHF",
}  # fmt: skip
NUMBER_WORDS = "|".join(word for word in _WORDS if word not in {"a", "one", "hundred"})


def worth(number: str, magnitude: str = "") -> Decimal | None:
    """The value of "1,385.8" "million"; None for what is no number or too large to mean one."""
    digits = number.casefold().replace(",", "").replace("，", "").strip()
    factor = _MAGNITUDES.get(magnitude.strip(" -\u00a0").casefold(), 1)
    if digits in _WORDS:
        return Decimal(_WORDS[digits] * factor)
    try:
        return Decimal(f"{(Decimal(digits) * factor).normalize():f}") if len(digits) <= 24 else None
    except InvalidOperation:
        return None


def currency(sign: str) -> str:
    """The ISO 4217 code of a currency's sign or word, "" if it is none."""
    return _CURRENCIES.get(sign.strip().casefold(), "")
