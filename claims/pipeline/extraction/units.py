"""Units: one unit for amounts that can be compared, and one key for the spellings of a measure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from claims.pipeline.extraction.magnitudes import currency, factor_of, usual_unit
from claims.pipeline.fingerprint import name_key

_DECIMAL = {"k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def _prefixed(unit: str, *spellings: str) -> dict[str, Decimal]:
    """Decimal multiples of a unit (SI Brochure, table 7), in its usual spellings."""
    multiples = {
        f"{prefix}{name}": Decimal(10) ** power
        for prefix, power in _DECIMAL.items()
        for name in (unit, *spellings)
    }
    return {**multiples, **dict.fromkeys([unit, *spellings], Decimal(1))}


_SCALES: Mapping[str, Mapping[str, Decimal]] = {
    # Binary multiples: IEC 80000-13.
    "B": {
        **_prefixed("B", "bytes"),
        "KB": Decimal(1000),
        **{f"{prefix.upper()}iB": Decimal(1024) ** (power // 3) for prefix, power in _DECIMAL.items()},
    },
    "bit/s": {**_prefixed("bit/s", "bps"), "Kbps": Decimal(1000)},
    "s": {
        "s": Decimal(1), "sec": Decimal(1), "second": Decimal(1), "seconds": Decimal(1), "ms": Decimal("0.001"),
        "µs": Decimal("0.000001"), "μs": Decimal("0.000001"), "ns": Decimal("0.000000001"), "min": Decimal(60),
        "minute": Decimal(60), "minutes": Decimal(60), "h": Decimal(3600), "hour": Decimal(3600), "hours": Decimal(3600),
        "day": Decimal(86400), "days": Decimal(86400), "week": Decimal(604800), "weeks": Decimal(604800),
    },
    "months": {"month": Decimal(1), "months": Decimal(1), "year": Decimal(12), "years": Decimal(12)},
    "%": {"%": Decimal(1), "‰": Decimal("0.1")},
    "percentage points": {"percentage points": Decimal(1), "basis points": Decimal("0.01")},
    "Hz": _prefixed("Hz"),
    "W": _prefixed("W"),
    "Wh": _prefixed("Wh"),
    "FLOP/s": _prefixed("FLOP/s", "FLOP/S", "FLOPs", "FLOPS"),
    "g": {"g": Decimal(1), "mg": Decimal("0.001"), "kg": Decimal(1000), "t": Decimal(10) ** 6, "tonnes": Decimal(10) ** 6},
    "m": {
        "m": Decimal(1), "km": Decimal(1000), "cm": Decimal("0.01"), "mm": Decimal("0.001"), "nm": Decimal("0.000000001"),
        "metres": Decimal(1), "meters": Decimal(1),
    },
    "m²": {"m²": Decimal(1), "km²": Decimal(10) ** 6, "km2": Decimal(10) ** 6, "ha": Decimal(10) ** 4},
    "tokens": {"tokens": Decimal(1), "token": Decimal(1)},
    "parameters": dict.fromkeys(["parameters", "parameter", "params", "param"], Decimal(1)),
    "tokens/s": dict.fromkeys(["tokens/s", "tok/s", "tokens per second"], Decimal(1)),
}  # fmt: skip
_BASE_UNITS = {name: (base, factor) for base, scale in _SCALES.items() for name, factor in scale.items()}
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,200}[)\]]")
_NUMBER = re.compile(r"(?P<number>[+-]?[0-9]{1,27}(?:\.[0-9]{1,12})?)[ ]?(?P<size>[^\W\d]{0,14})")


def base_unit(unit: str) -> tuple[str, Decimal]:
    """The unit in which amounts of this unit are compared, and by what they are multiplied: ("B", 10**9) for "GB".

    A unit that is no multiple of another one keeps its usual spelling, in small letters: ("tokens", 1), ("USD", 1).
    """
    usual = usual_unit(unit)
    if usual in _BASE_UNITS:
        return _BASE_UNITS[usual]
    folded = usual.casefold()
    return _BASE_UNITS.get(folded) or (currency(usual) or folded, Decimal(1))


def measure_key(measure: str) -> str:
    """The key under which spellings of a measure meet: without what stands in brackets, and folded like a name.

    It is empty only if the measure is: "mmlu" for "MMLU (EM)", "totalparams" for "# Total Params".
    """
    plain = _IN_BRACKETS.sub("", measure).strip(" #*:")
    return name_key(plain)[:200] or measure[:200]


def parse_number(text: str) -> Decimal:
    """A number with or without a size: 18000000000000 for "18T", 61.2 for "61.2". Raises ValueError for anything else."""
    match = _NUMBER.fullmatch(text)
    factor = factor_of(match["size"]) if match else Decimal(1)
    if match is None or (match["size"] and factor == 1):
        raise ValueError("it must be a number such as 61.2, 18000000000 or 18B")
    return Decimal(match["number"]) * factor
