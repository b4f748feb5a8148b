"""Meaning pairs: two versions of a page with a cited sentence, made by rules, and how grave the change between them is."""

from __future__ import annotations

import html
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NAMES = ("Corvid", "Halmar", "Lindqvist", "Ostrava Rail")
RIVALS = ("Nova", "Tirrel", "Bergstrom", "Danube Lines")


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence in one language: a template of name, number and share, and the pieces by which it is changed."""

    language: str
    sentence: str
    number: tuple[str, ...]  # 1450 in several writings, the first being the usual one
    other: str
    share: tuple[str, ...]  # 12 per cent in several writings
    points: str
    signed: tuple[str, str]
    negation: tuple[str, str]
    correction: str
    retraction: str
    consent: tuple[str, tuple[str, str]]
    filler: tuple[str, str]


WORDINGS = (
    Wording(
        "en", "{name} ran {number} taxis last year, {share} more than before.", ("1,450", "1450", "1 450"), "1,390", ("12%", "12 per cent", "12 percent", "twelve percent"),
        "12 percentage points", ("The margin moved by -4.5% in {name}'s fleet.", "The margin moved by 4.5% in {name}'s fleet."), (" ran ", " did not run "),
        "Correction: An earlier version of this article said: “{old}”", "This article has been retracted by its publisher.", ("We value your privacy. We and our partners store cookies on your device.", ("Accept all", "Manage options")),
        ("The city council met on Tuesday to talk about roads and bridges.", "Analysts said that they had expected as much after a dry summer."),
    ),
    Wording(
        "de", "{name} betrieb im vergangenen Jahr {number} Taxis, {share} mehr als zuvor.", ("1.450", "1450", "1 450"), "1.390", ("12 %", "12 Prozent", "zwölf Prozent"),
        "12 Prozentpunkte", ("Die Marge von {name} lag im Herbst bei -4,5 %.", "Die Marge von {name} lag im Herbst bei 4,5 %."), (" Taxis,", " Taxis nicht,"),
        "Korrektur: In einer früheren Fassung dieses Artikels hieß es: „{old}“", "Dieser Artikel wurde zurückgezogen.", ("Datenschutz: Wir und unsere Partner verwenden Cookies auf Ihrem Gerät.", ("Alle akzeptieren", "Einstellungen")),
        ("Der Stadtrat sprach am Dienstag über Straßen und Brücken der Stadt.", "Fachleute hatten das nach dem trockenen Sommer so erwartet."),
    ),
    Wording(
        "fr", "{name} a exploité {number} taxis l'an dernier, soit {share} de plus qu'avant.", ("1 450", "1450", "1\u202f450"), "1 390", ("12 %", "12 pour cent", "douze pour cent"),
        "12 points de pourcentage", ("La marge de {name} était de -4,5 % en automne.", "La marge de {name} était de 4,5 % en automne."), (" a exploité ", " n'a pas exploité "),
        "Rectificatif : une version précédente de cet article disait : « {old} »", "Cet article a été rétracté.", ("Votre vie privée compte. Nous utilisons des cookies avec nos partenaires.", ("Tout accepter", "Continuer sans accepter")),
        ("Le conseil municipal a parlé mardi des routes et des ponts de la ville.", "Les experts s'y attendaient après un été sec et chaud."),
    ),
    Wording(
        "es", "{name} operó {number} taxis el año pasado, un {share} más que antes.", ("1.450", "1450", "1 450"), "1.390", ("12 %", "12 por ciento", "doce por ciento"),
        "12 puntos porcentuales", ("El margen de {name} fue de -4,5 % en otoño.", "El margen de {name} fue de 4,5 % en otoño."), (" operó ", " no operó "),
        "Corrección: una versión anterior de este artículo decía: «{old}»", "Este artículo ha sido retractado.", ("Nos importa tu privacidad. Usamos cookies con nuestros socios.", ("Aceptar todo", "Rechazar")),
        ("El ayuntamiento habló el martes de las calles y los puentes de la ciudad.", "Los expertos lo esperaban después de un verano seco."),
    ),
    Wording(
        "pt", "{name} operou {number} táxis no ano passado, {share} a mais que antes.", ("1.450", "1450"), "1.390", ("12%", "12 por cento", "doze por cento"),
        "12 pontos percentuais", ("A margem de {name} foi de -4,5% no outono.", "A margem de {name} foi de 4,5% no outono."), (" operou ", " não operou "),
        "Correção: uma versão anterior deste artigo dizia: “{old}”", "Este artigo foi retirado.", ("A sua privacidade importa. Usamos cookies com os nossos parceiros.", ("Aceitar tudo", "Recusar")),
        ("A câmara municipal falou na terça-feira das ruas e pontes da cidade.", "Os especialistas já o esperavam depois de um verão seco."),
    ),
    Wording(
        "ru", "{name} эксплуатировала {number} такси в прошлом году, на {share} больше прежнего.", ("1450", "1 450"), "1390", ("12 %", "12 процентов", "двенадцать процентов"),
        "12 процентных пунктов", ("Маржа компании {name} составила -4,5 % осенью.", "Маржа компании {name} составила 4,5 % осенью."), (" эксплуатировала ", " не эксплуатировала "),
        "Исправление: в предыдущей версии этой статьи говорилось: «{old}»", "Эта статья была отозвана.", ("Мы и наши партнёры храним файлы cookie на вашем устройстве.", ("Принять все", "Настройки")),
        ("Городской совет во вторник говорил о дорогах и мостах города.", "Эксперты ожидали этого после сухого лета."),
    ),
    Wording(
        "zh", "{name}去年运营了{number}辆出租车，比之前多{share}。", ("1450", "1,450", "一千四百五十"), "1390", ("12%", "百分之十二"),
        "12个百分点", ("{name}秋季的利润率变化为-4.5%，与预期相符。", "{name}秋季的利润率变化为4.5%，与预期相符。"), ("运营了", "没有运营"),
        "更正：本文早前版本称：“{old}”", "本文已被撤回。", ("我们重视您的隐私，我们和合作伙伴使用cookie。", ("接受全部", "同意")),
        ("市议会周二讨论了城市的道路和桥梁问题，会议持续了很久。", "专家们表示，在干燥的夏季之后他们早有预料。"),
    ),
    Wording(
        "ar", "شغّلت {name} نحو {number} سيارة أجرة في العام الماضي، بزيادة {share} عن السابق.", ("1450", "١٤٥٠", "1,450"), "1390", ("12%", "١٢٪", "12 بالمئة"),
        "12 نقطة مئوية", ("كان هامش {name} في الخريف ‎-4.5% حسب التقرير.", "كان هامش {name} في الخريف ‎4.5% حسب التقرير."), ("شغّلت ", "لم تشغّل "),
        "تصحيح: ذكرت نسخة سابقة من هذا المقال: «{old}»", "تم سحب هذا المقال.", ("نحن وشركاؤنا نستخدم cookie على جهازك.", ("I accept", "رفض")),
        ("تحدث مجلس المدينة يوم الثلاثاء عن الطرق والجسور في المدينة.", "وقال الخبراء إنهم توقعوا ذلك بعد صيف جاف."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A cited sentence, the page before and after, and the severity that a careful person gives the change."""

    name: str
    kind: str
    before: str
    after: str
    quote: str
    severity: int

    @property
    def is_unseen(self) -> bool:
        """Whether it only measures: nothing was developed on it."""
        return zlib.crc32(self.name.encode()) % 2 == 1


def _article(paragraphs: list[str], extra: str = "") -> str:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    return f"<html><head><title>News of the day</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Fleets</h1>{extra}{body}</article></body></html>"


def _list(paragraphs: list[str], extra: str = "") -> str:
    items = "".join(f"<li>{html.escape(text)}</li>" for text in paragraphs)
    return f"<html><body><div class='top'>Menu</div>{extra}<ul>{items}</ul><footer>Imprint</footer></body></html>"


def _plain_divs(paragraphs: list[str], extra: str = "") -> str:
    parts = "".join(f"<div><span>{html.escape(text)}</span></div>" for text in paragraphs)
    return f"<html><head><title>Report</title></head><body>{extra}<main>{parts}</main></body></html>"


LAYOUTS: tuple[tuple[str, Callable[..., str]], ...] = (
    ("article", _article),
    ("list", _list),
    ("divs", _plain_divs),
)


def make_pairs() -> Iterator[Pair]:
    """All pairs, in a fixed order."""
    for i, wording in enumerate(WORDINGS):
        for layout_name, layout in LAYOUTS:
            name, rival = NAMES[i % len(NAMES)], RIVALS[i % len(RIVALS)]
            yield from _pairs(wording, layout, f"{wording.language}/{layout_name}", name, rival)
    yield from _board_pairs()


def _pairs(
    wording: Wording, layout: Callable[..., str], prefix: str, name: str, rival: str
) -> Iterator[Pair]:
    first, last = wording.filler
    cited = _sentence(wording, name)
    before = layout([first, cited, last])

    def pair(kind: str, case: str, severity: int, *paragraphs: str, extra: str = "") -> Pair:
        after = layout(list(paragraphs), extra)
        return Pair(f"{prefix}/{kind}/{case}", kind, before, after, cited, severity)

    for case, number in enumerate(wording.number[1:]):
        yield pair("cosmetic", f"number{case}", 1, first, _sentence(wording, name, number=number), last)
    for case, share in enumerate(wording.share[1:]):
        yield pair("cosmetic", f"share{case}", 1, first, _sentence(wording, name, share=share), last)
    yield pair("cosmetic", "spaces", 1, first, cited.replace(" ", "\u00a0 "), last)
    yield pair("cosmetic", "elsewhere", 2, first, cited, last + " " + first)
    yield pair("figure", "number", 5, first, _sentence(wording, name, number=wording.other), last)
    yield pair(
        "figure",
        "share",
        5,
        first,
        _sentence(wording, name, share=wording.share[0].replace("12", "15")),
        last,
    )
    yield pair("figure", "elsewhere too", 5, last, _sentence(wording, name, number=wording.other), first)
    yield pair("unit", "points", 5, first, _sentence(wording, name, share=wording.points), last)
    yield pair("negation", "negated", 5, first, cited.replace(*wording.negation), last)
    yield pair("subject", "rival", 5, first, _sentence(wording, rival), last)
    yield pair("missing", "deleted", 5, first, last)
    corrected = _sentence(wording, name, number=wording.other)
    notice = f"<p class='note'>{html.escape(wording.correction.format(old=cited))}</p>"
    yield pair("correction", "figure", 5, first, corrected, last, wording.correction.format(old=cited))
    yield pair("correction", "on top", 5, first, corrected, last, extra=notice)
    yield pair(
        "retraction", "banner", 5, first, cited, last, extra=f"<div>{html.escape(wording.retraction)}</div>"
    )
    yield pair("retraction", "below", 5, first, cited, last, wording.retraction)
    yield from _sign_pair(wording, layout, prefix, name)
    text, (yes, no) = wording.consent
    wall = f"<html><body><div><p>{html.escape(text)}</p><button>{yes}</button><button>{no}</button></div></body></html>"
    long = layout([first, last, first, cited, last])
    yield Pair(f"{prefix}/consent/wall", "consent", long, wall, cited, 0)


def _sentence(wording: Wording, name: str, *, number: str = "", share: str = "") -> str:
    return wording.sentence.format(
        name=name, number=number or wording.number[0], share=share or wording.share[0]
    )


def _sign_pair(wording: Wording, layout: Callable[..., str], prefix: str, name: str) -> Iterator[Pair]:
    was, now = (sentence.format(name=name) for sentence in wording.signed)
    first, last = wording.filler
    yield Pair(f"{prefix}/sign/lost", "sign", layout([first, was, last]), layout([first, now, last]), was, 5)
    yield Pair(
        f"{prefix}/sign/gained", "sign", layout([first, now, last]), layout([first, was, last]), now, 5
    )


_ROWS = (("Halo-2", "71.4"), ("Lark-70B", "68.2"), ("Kestrel", "66.0"), ("Finch mini", "61.9"))


def _board(rows: list[tuple[str, ...]], *, with_rank: bool, extra: bool = False) -> str:
    head = ["Rank"] * with_rank + ["Model", "Score"] + ["Released"] * extra
    lines = [[str(rank)] * with_rank + list(row) + ["2025"] * extra for rank, row in enumerate(rows, 1)]
    cells = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return f"<html><body><h1>Board</h1><table><tr>{cells}</tr>{body}</table></body></html>"


def _board_pairs() -> Iterator[Pair]:
    for with_rank in (True, False):
        for extra in (True, False):
            layout = f"board/{'ranked' if with_rank else 'unranked'}{'/dated' * extra}"
            before = _board(list(_ROWS), with_rank=with_rank, extra=extra)
            for place, row in enumerate(_ROWS):
                quote = " | ".join([*([str(place + 1)] * with_rank), *row])
                leader = [("Nova-9", "73.0"), *_ROWS]
                changed = [
                    (name, f"{float(score) + 1.1:.1f}" if name == row[0] else score) for name, score in _ROWS
                ]
                without = [other for other in _ROWS if other != row]
                for kind, case, rows, severity in (
                    ("leaderboard", "new leader", leader, 2),
                    ("leaderboard", "reordered", sorted(_ROWS), 2),
                    ("score", "changed", changed, 5),
                    ("score", "changed below a new leader", [leader[0], *changed], 5),
                    ("missing", "row removed", without, 5),
                ):
                    after = _board(list(rows), with_rank=with_rank, extra=extra)
                    yield Pair(f"{layout}/{row[0]}/{kind}/{case}", kind, before, after, quote, severity)
