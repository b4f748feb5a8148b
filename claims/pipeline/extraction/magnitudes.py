"""Magnitudes: the words and signs that stand at a number: its size, its currency, its unit."""

from __future__ import annotations

import re
from decimal import Decimal

_POWERS = {
    2: "hundred hundreds",
    3: "k thousand thousands tausend mille mila mil duizend tys тыс тысяч тысячи हज़ार हजार ألف آلاف tusen tusind tusinde tysiąc tysiące tysięcy tisíc ribu nghìn ngàn tuhat ezer хиляди χιλιάδες тисяч ہزار هزار",
    4: "หมื่น",
    5: "lakh lakhs lac lacs लाख লাখ লক্ষ แสน",
    6: "m mn mm mln million millions mio millionen millón millones milhão milhões milione milioni miljoen miljoner milyon млн миллион миллиона миллионов مليون ملايين millioner miljon milion miliony milionů milionów milionu milioane milionë millió miljoonaa juta triệu εκατ εκατομμύρια млн мільйон мільйона мільйонів میلیون מיליון ล้าน",
    7: "crore crores cr करोड़ करोड़ কোটি",
    9: "b bn bln billion billions mrd milliarde milliarden milliard milliards miliardo miliardi miljard miljarder bilhão bilhões milyar млрд миллиард миллиарда миллиардов مليار مليارات md mds mld mia milliarder miliard miliardy miliardů miliardów miliarde milliárd miljard miljardia miliar tỷ tỉ δισ δισεκατομμύρια мільярд мільярда мільярдів میلیارد מיליארד",
    12: "t tn trn trillion trillions billionen billones trilhão trilhões biljoen biljoner трлн триллион триллионов трильйон تريليون billioner biljoner bilion biliony bilionů bilionów trilyon triliun lakhcrore lakhcrores milmilliarden",
    15: "quadrillion quadrillions",
}
_FACTORS = {word: Decimal(10) ** power for power, words in _POWERS.items() for word in words.split()}
_FACTORS["milmillones"] = _FACTORS["milmilhões"] = Decimal(10) ** 9
_LONG = sorted(
    (word for word in _FACTORS if len(word) > 1 and word not in {"mil", "hundred", "hundreds", "mm", "md"}),
    key=lambda word: (-len(word), word),
)

# A word ends where letters of an alphabet do: characters of Chinese, Japanese and Korean go on without a space.
_WORD_END = r"(?![^\W\u3040-\u9fff\uac00-\ud7af])"
_METRES = r"(?=[ ](?:in (?!(?:19|20)\d\d\b)\d+|hurdles|race|final|freestyle|relay|sprint|medley|butterfly|breaststroke|backstroke|dash|tall|high|wide|long|deep|above|below|away|pool|tower|yacht)\b|[ ]\()"
_SIZE_WORDS = (
    r"[ \u00a0\u202f-]?(?i:lakh[ \u00a0-]crores?|mil[ ](?:millones|milhões)|mil(?=[ ](?:euros|pesos|personas|pessoas))|"
    + "|".join(word for word in _LONG if "lakhcrore" not in word and not word.startswith("milmil"))
    + rf"){_WORD_END}"
)
_SIZE_END = r"(?![\w.]*\w)"
SIZE = rf"(?:{_SIZE_WORDS}|(?:[KMBTkb]|m(?!{_METRES})){_SIZE_END})"
"""A pattern of what multiplies a number that stands before it."""

SIZE_OF_MONEY = rf"(?:{_SIZE_WORDS}|[KMBTkbm]{_SIZE_END})"
"""The same of a number behind a currency, which has no metres: "£40m (a tenth)"."""

_CURRENCIES = {
    "USD": "$ us$ usd dollars dollar 美元 美金 달러 ドル", "EUR": "€ eur euros euro 欧元 歐元", "GBP": "£ gbp pounds 英镑 sterling",
    "CNY": "cny rmb yuan renminbi 元 人民币 人民幣", "JPY": "jpy yen 円 日元", "INR": "₹ inr rs rs. rupees rupee", "KRW": "₩ krw won 원 韩元",
    "AUD": "a$ aud", "CAD": "c$ cad", "HKD": "hk$ hkd 港元", "SGD": "s$ sgd", "NZD": "nz$ nzd", "BRL": "r$ brl reais", "CHF": "chf francs",
    "RUB": "₽ rub roubles rubles", "TRY": "₺ try lira", "ILS": "₪ ils shekels", "VND": "₫ vnd", "THB": "฿ thb baht", "NGN": "₦ ngn naira",
    "PHP": "₱ php", "UAH": "₴ uah hryvnias", "SEK": "sek kronor", "NOK": "nok", "DKK": "dkk", "PLN": "zł pln zlotys zloty", "CZK": "kč czk koruna",
    "MXN": "mxn", "HUF": "huf forint forints", "MYR": "myr ringgit", "ZAR": "zar rand", "AED": "aed dirhams", "SAR": "sar", "IDR": "idr rupiah", "TWD": "nt$ twd",
}  # fmt: skip
_CODES = {sign: code for code, signs in _CURRENCIES.items() for sign in signs.split()}
_NO_PREFIX = frozenset({"try", "sar", "php"})  # English words in capitals, extensions
CURRENCY = (
    r"(?:(?:US|HK|NZ|NT|[ACSR])?\$|[€£¥₹₩₽₺₪₫฿₦₱₴]|(?:"
    + "|".join(sorted(code for code in _CURRENCIES if code.casefold() not in _NO_PREFIX))
    + r"|RMB|Rs\.?)[ \u00a0]?)"
)
"""A pattern of what stands for money before a number."""

_UNIT_NAMES = {
    "%": "％|%|per[ ]?cent|pct|pc|Prozent|por ciento|pour cent|per cento|por cento|процентов|procent",
    "percentage points": "percentage[ -]points?|per[ ]?cent[ -]points?|pct\\.? (?:points?|pts?)|%[ -]points?|个百分点|個百分點|Prozentpunkte|pp|p\\.p\\.|ppts?",
    "basis points": "basis[ -]points?|bps|bp|Basispunkte|个基点|個基點",
    "‰": "‰",
    "°C": "°C|℃|C",
    "°F": "°F|F",
    "x": "[x×](?!\\w|[ \u00a0]\\d)|倍|-?folds?|(?<=\\d)[ -]times(?= (?:as|more|less|fewer|higher|lower|larger|bigger|smaller|greater|faster|slower|cheaper|longer|that|the|its|their|what)\\b)",
}
_PLAIN_UNITS = (
    "[KMGTP]i?B(?:/s)?|[kKMGT]bps|[KMGT]bit/s|[kKMGT]?Hz|[mµμn]s|tok/s|fps|[kMGT]?W|[kMGT]?Wh|mAh|[TPEGM]?FLOP/?[sS]|°[CF]?|℃|"
    r"(?:[kmµμ]?g|[mµμ]?mol)/(?:dl|dL|l|L|m[²³23]|kg|kWh|km)|[lL]/100[ ]?km|kg|(?:[kcmdh]?m|μm|µm)[²³]|km2|km/h|kph|km|cm|mm|nm|mph|mg|ml|[gl](?![\w’'-])|dB|ppm|ppb|ha|[GMk]?t(?:[ ]?CO2e?)?|hp|[kM]?V|[MG]Pa|kPa|(?<=\d)lbs?|(?<=\d)ft|"
    r"(?<=\d)C(?![ -][A-Z\d])|(?<=\d\d)F(?![ -][A-Z\d])|(?<=\d\.\d)s|(?<=\d\.\d\d)s"
)
UNIT = (
    r"[ \u00a0\u202f]?(?:"
    + "|".join(f"{_UNIT_NAMES[name]}" for name in ("percentage points", "basis points", "%", "‰", "x"))
    + rf"|{_PLAIN_UNITS}|m{_METRES}|(?<=\d)\$(?![\w$])|美元|美金|人民币|人民幣|欧元|歐元|港元|日元|韩元|元|円|원|€|zł|Kč)"
    rf"(?:(?<![A-Za-z2])|{_WORD_END})"
)
"""A pattern of what is measured in, behind a number."""

_USUAL_UNITS = [(re.compile(pattern), name) for name, pattern in _UNIT_NAMES.items() if name != "x"]
UNIT_WORD = re.compile(rf"(?:{_PLAIN_UNITS})")
"""A unit in letters, by which a capitalised word is no name."""

_MAX_WORD = 24


def factor_of(size: str) -> Decimal:
    """What a number is multiplied by: 10**6 for "million", 1 for ""."""
    word = re.sub(r"[ \u00a0\u202f.-]", "", size[:_MAX_WORD]).casefold()
    return _FACTORS.get(word, Decimal(1))


def currency(sign: str) -> str:
    """The ISO 4217 code of a currency's sign or word, "" if it is none."""
    word = sign.strip().casefold()
    return "CNY" if word == "¥" else _CODES.get(word, "")


def usual_unit(unit: str) -> str:
    """The usual spelling of a unit: "%" for "per cent", "basis points" for "bps"."""
    word = unit.strip(" \u00a0\u202f-")
    if word in {"x", "×", "倍", "fold", "times"}:
        return "x"
    return next((name for pattern, name in _USUAL_UNITS if pattern.fullmatch(word)), word)
