"""Measure words: units and small numbers that are written out, in the most used languages."""

from __future__ import annotations

import re
from decimal import Decimal

# The usual sign of each unit, and its other spellings.
_UNITS = {
    "%": "percent|per cent|pct|prozent|por ciento|pour cent|pour-cent|per cento|por cento|procent|процентов|процента|процент|प्रतिशत|শতাংশ|فیصد|بالمئة|بالمائة|في المئة|في المائة|퍼센트|パーセント|個百分比",
    "percentage points": "percentage points|percentage point|per cent points|prozentpunkte|prozentpunkt|prozentpunkten|puntos porcentuales|punto porcentual|points de pourcentage|point de pourcentage|punti percentuali|punto percentuale|pontos percentuais|ponto percentual|процентных пункта|процентных пунктов|процентного пункта|п. п.|百分点|個百分點|パーセントポイント|ポイント|نقطة مئوية|نقاط مئوية|प्रतिशत अंक",
    "basis points": "basis points|basis point|basispunkte|puntos básicos|points de base|punti base|pontos-base",
    "km": "kilometres|kilometre|kilometers|kilometer|kilómetros|kilometri|quilômetros|километров|километра|км|公里|千米|キロメートル",
    "mi": "miles|mile|meilen|millas|milles|miglia|milhas|миль|英里|マイル",
    "m": "metres|metre|meters|meter|metros|mètres|metri|метров|метра|米|メートル",
    "ft": "feet|foot|ft",
    "in": "inches|inch|zoll",
    "cm": "centimetres|centimeters|zentimeter|centímetros|centimètres",
    "mm": "millimetres|millimeters|millimeter|milímetros|millimètres",
    "kg": "kilograms|kilogram|kilogrammes|kilogramm|kilogramos|kilos|килограммов|кг|公斤|千克|キログラム",
    "lb": "lbs|lb",
    "g": "grams|gram|grammes|gramm|gramos|граммов|克",
    "t": "tonnes|tonne|tons|ton|tonnen|toneladas|tonelada|tonnellate|тонн|тонны|吨|噸|トン",
    "l": "litres|litre|liters|liter|litros|литров|升",
    "gal": "gallons|gallon",
    "ha": "hectares|hectare|hektar|hectáreas|hectares|гектаров|公顷",
    "acre": "acres|acre",
    "s": "seconds|second|sekunden|segundos|secondes|secondi|секунд|秒",
    "min": "minutes|minute|minuten|minutos|minuti|минут|минуты|分钟|分鐘",
    "h": "hours|hour|stunden|horas|heures|ore|часов|часа|小时|小時|時間|घंटे",
    "d": "days|day|tage|tagen|días|jours|giorni|dias|дней|дня|天|दिन",
    "wk": "weeks|week|wochen|semanas|semaines|settimane|недель|недели|周|週間",
    "mo": "months|month|monate|monaten|meses|mois|mesi|месяцев|месяца|个月|個月|か月|ヶ月",
    "a": "years|year|jahre|jahren|años|ans|années|anni|anos|лет|года|साल|वर्ष",
    "kW": "kilowatts|kilowatt|киловатт|千瓦",
    "MW": "megawatts|megawatt|megavatios|mégawatts|мегаватт|兆瓦|МВт",
    "GW": "gigawatts|gigawatt|gigavatios|гигаватт|吉瓦|ГВт",
    "Wh": "watt hours|watt hour",
    "kWh": "kilowatt hours|kilowatt hour|kilowattstunden|kilovatios hora|kilowattheures",
    "MWh": "megawatt hours|megawatt hour|megawattstunden",
    "GWh": "gigawatt hours|gigawatt hour|gigawattstunden|gigavatios hora",
    "TWh": "terawatt hours|terawatt hour|terawattstunden|teravatios hora|terawattheures",
    "kt": "kilotonnes|kilotons",
    "Mt": "megatonnes|megatons",
    "mg": "milligrams|milligram|milligramm",
    "ml": "millilitres|milliliters|milliliter",
    "km/h": "kilometres per hour|kilometers per hour|kilometres an hour|kilometers an hour|km per hour|kph|stundenkilometer",
    "mph": "miles per hour|miles an hour",
    "km²": "square kilometres|square kilometers|sq km|quadratkilometer|kilómetros cuadrados|平方公里",
    "m²": "square metres|square meters|sq m|quadratmeter|metros cuadrados|平方米",
    "m³": "cubic metres|cubic meters|kubikmeter|metros cúbicos|立方米",
    "GHz": "gigahertz",
    "MHz": "megahertz",
    "kB": "kilobytes|kilobyte",
    "MB": "megabytes|megabyte|mégaoctets|мегабайт",
    "GB": "gigabytes|gigabyte|gigaoctets|гигабайт",
    "TB": "terabytes|terabyte|téraoctets|терабайт",
    "°C": "degrees celsius|degree celsius|grad celsius|grados celsius|摄氏度",
    "°F": "degrees fahrenheit|degree fahrenheit|华氏度",
    "USD": "us dollars|u.s. dollars|dollars|dollar|us-dollar|dólares|dólar|dollari|долларов сша|долларов|доллара|美元|ドル|달러|डॉलर|ডলার|دولار|ڈالر",
    "EUR": "euros|euro|евро|欧元|歐元|ユーロ|유로|यूरो|يورو|یورو",
    "GBP": "pounds sterling|pounds|pfund|libras|英镑|ポンド",
    "JPY": "yen|йен|иен|日元|円",
    "CNY": "yuan|renminbi|юаней|人民币|元|वॉन",
    "INR": "rupees|rupee|rupien|рупий|रुपये|রুপি|روپے",
    "RUB": "roubles|rubles|rubel|рублей|рубля",
}  # fmt: skip
_SIGNS = {word: sign for sign, words in _UNITS.items() for word in words.split("|")}
_SPELT = "|".join(
    re.escape(word).replace(r"\ ", "[ \u00a0-]") for word in sorted(_SIGNS, key=len, reverse=True)
)
UNIT_BEHIND = re.compile(
    rf"(?:[ \u00a0\u202f-]?|[ \u00a0](?:d['’]|de |di )?)(?P<unit>{_SPELT})(?![A-Za-zÀ-ɏЀ-ӿ؀-ۿ\d_])",
    re.IGNORECASE,
)
"""A pattern of a unit in words, behind a number. Chinese goes on behind it without a space."""

# Units of which others are exact multiples (SI Brochure, table 7).
_MULTIPLES = {
    **{f"{prefix}{unit}": (unit, 10**power) for unit in ("Wh", "W", "Hz") for prefix, power in {"k": 3, "M": 6, "G": 9, "T": 12}.items()},
    "kt": ("t", 10**3), "Mt": ("t", 10**6), "Gt": ("t", 10**9), "basis points": ("percentage points", Decimal("0.01")),
}  # fmt: skip

_NUMBERS = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "fr": "deux trois quatre cinq - sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez - doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
    "it": "- - quattro cinque - sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti",
    "pt": "dois três quatro cinco - sete oito nove dez - doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig",
    "ru": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
    "hi": "दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस",
}  # fmt: skip
_TENS = {
    "de": "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "fr": "trente quarante cinquante soixante",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "it": "trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
    "ru": "тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто",
}
CARDINALS = {
    **{word: Decimal(value) for words in _NUMBERS.values() for value, word in enumerate(words.split(), 2)},
    **{word: Decimal(value * 10) for words in _TENS.values() for value, word in enumerate(words.split(), 3)},
}
"""Numbers of one word, but for those that are a word of another language too, and English ones, which the reader knows."""

_HANZI_DIGITS = {
    sign: value for value, signs in enumerate(("〇零", "一", "二两兩", *"三四五六七八九")) for sign in signs
}
_HANZI_SMALL = {"十": 10, "百": 100, "千": 1000}
_HANZI_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def unit_of(word: str) -> str:
    """The usual sign of a unit, "" if it is none that is written out."""
    return _SIGNS.get(re.sub(r"[\u00a0-]", " ", word.casefold()), "") or _SIGNS.get(word.casefold(), "")


def in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value in the unit of which its own is a multiple: 4,200,000,000 Wh of 4.2 GWh; as it is in every other unit."""
    base, factor = _MULTIPLES.get(unit, (unit, 1))
    return value * factor, base


def read_hanzi(signs: str) -> Decimal | None:
    """The value of "十二", "一千四百五十", "三百万"; None for what is no number."""
    total = section = digit = 0
    for sign in signs:
        if sign in _HANZI_DIGITS:
            if digit:
                return None
            digit = _HANZI_DIGITS[sign]
        elif sign in _HANZI_SMALL:
            section += (digit or 1) * _HANZI_SMALL[sign]
            digit = 0
        else:
            total = (total + (section + digit or 1)) * _HANZI_LARGE[sign]
            section = digit = 0
    return Decimal(total + section + digit) if total + section + digit > 1 else None
