"""Source headings: the headings of reference lists, in the languages that articles are most often written in."""

from __future__ import annotations

import re
import unicodedata

_MAX_HEADING = 60
_HEADINGS = """
    references | reference list | sources | source list | bibliography | works cited | work cited | citations | cited sources | notes
    notes and references | references and notes | notes & references | footnotes | endnotes | literature | literature cited | links
    sources cited | key sources | primary sources | data sources | main sources | references & sources | sources and references
    references and sources | sources & references | citations and references | references cited | cited references | sources used
    sources and links | sources and further reading | references and further reading | selected sources | web sources | sources consulted
    参考文献 | 参考资料 | 参考来源 | 引用来源 | 资料来源 | 引用文献 | 引用 | 来源 | 注释 | 脚注 | 参考 | 文献 | 參考文獻 | 參考資料 | 資料來源 | 參考來源
    註釋 | 注釋 | 参考链接 | 信息来源 | 数据来源 | 引文 | 出处
    संदर्भ | सन्दर्भ | संदर्भ सूची | सन्दर्भ सूची | स्रोत | सूत्र | संदर्भ और स्रोत | ग्रंथ सूची | ग्रन्थसूची | टिप्पणियाँ | टिप्पणी | पाद टिप्पणी
    referencias | fuentes | bibliografía | notas | notas y referencias | referencias bibliográficas | fuentes consultadas | notas al pie
    obras citadas | fuentes y referencias | fuentes citadas
    références | sources et références | bibliographie | notes et références | références bibliographiques | sources citées | ouvrages cités
    notes de bas de page | références et sources
    المراجع | مراجع | المصادر | مصادر | المصادر والمراجع | المراجع والمصادر | قائمة المراجع | قائمة المصادر | الهوامش | هوامش | الحواشي | المرجع
    ملاحظات | مصادر ومراجع | ثبت المراجع | الاستشهادات | ملاحظات ومراجع | هوامش ومراجع
    তথ্যসূত্র | সূত্র | উৎস | তথ্যসূত্রসমূহ | সূত্রসমূহ | গ্রন্থপঞ্জি | টীকা | পাদটীকা | উৎসসমূহ | রেফারেন্স
    referências | fontes | referências bibliográficas | bibliografia | notas e referências | fontes consultadas | notas de rodapé | obras citadas
    источники | примечания | литература | список литературы | ссылки | сноски | использованные источники | список источников
    источники и литература | использованная литература | библиография
    حوالہ جات | حوالے | مآخذ | ذرائع | کتابیات | حواشی | منابع | پانویس | مصادر و مراجع | فهرست منابع
    referensi | daftar pustaka | sumber | rujukan | catatan kaki | catatan
    quellen | einzelnachweise | literatur | literaturverzeichnis | quellenverzeichnis | quellenangaben | fußnoten | anmerkungen | nachweise
    quellen und literatur | belege
    参考リンク | 出典 | 脚注・出典 | 参照 | 参考資料 | 引用元 | 脚注 | 注 | 出典・参考文献 | 情報源 | 참고문헌 | 참고 문헌 | 출처 | 참고 자료 | 참고자료 | 각주 | 주석
    fonti | note | riferimenti | note e riferimenti | riferimenti bibliografici | bibliografia e fonti
    kaynakça | kaynaklar | dipnotlar | tài liệu tham khảo | nguồn | chú thích | nguồn tham khảo
    źródła | przypisy | bibliografia | literatura | bronnen | referenties | bronvermelding | voetnoten | källor | referenser | kilder | lähteet
    further reading | additional sources | reference sources | list of references | list of sources | source links | citation list | source notes
    参考网址 | 参考网站 | 参考书目 | 引用链接 | 来源链接 | 参考来源链接 | 引文来源 | संदर्भ ग्रंथ | संदर्भ सामग्री | स्रोत सूची | उद्धरण
    citas | lista de referencias | lista de fuentes | webgrafía | webografía | liste des sources | liste des références | sitographie | webographie
    citations et sources | قائمة المصادر والمراجع | المراجع المستخدمة | المراجع العلمية | روابط المصادر | الإحالات | إحالات | উদ্ধৃতি | তথ্য উৎস | সূত্র তালিকা
    lista de referências | lista de fontes | citações | webgrafia | источники информации | источник | библиографический список | литературы
    список использованной литературы | список использованных источников | اقتباسات | مراجع و مصادر | حوالہ | daftar referensi | daftar rujukan
    daftar sumber | sumber referensi | bahan rujukan | literaturangaben | quellenliste | einzelbelege | fundstellen | 参考サイト | 引用文献一覧 | 参考文献一覧
    出典一覧 | 参考 링크 | 참고 링크 | 인용 | 인용문헌 | 출처 목록 | citazioni | sitografia | elenco delle fonti | notlar | referanslar | alıntılar
    literatuur | literatuurlijst | bronnenlijst | przypisy i źródła | referencje | litteratur | fotnoter | viitteet
    джерела | примітки | reference | zdroje | források | jegyzetek | πηγές | παραπομπές | βιβλιογραφία | מקורות | הערות שוליים | surse | note de subsol
"""
_NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})?|[ivx]{1,5}|[一二三四五六七八九十]{1,3})(?:[.、)]\s{0,3}|\s{1,3})",
    re.IGNORECASE,
)
# What stands in brackets behind the words: a count, the day of access.
_ASIDE = re.compile(r"\s?[(（][^()（）]{1,40}[)）]$")
_AND = re.compile(
    r"\s(?:and|&|und|et|y|e|ed|en|och|og|dan|ve|i|и|та|और|एवं|व|ও|এবং|اور|و)\s|\s?[/,&·+|、・]\s?|\sو(?=\w)|[与和及與]"
)
_DECORATION = " \t\n\r\u00a0*_#:：.;,—–-=~[]()（）【】「」|•·▶►📚🔗📖✅\"'\ufe0f"


def _fold(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFC", heading).casefold().split())


_KNOWN = frozenset(_fold(heading) for line in _HEADINGS.splitlines() for heading in line.split("|")) - {""}


def is_source_heading(text: str) -> bool:
    """True for headings such as "References", "Sources:", "7. 参考文献", "Citas y referencias"."""
    if len(text) > _MAX_HEADING:
        return False
    heading = _ASIDE.sub("", text.strip(" *_#:：")).strip(_DECORATION)
    number = _NUMBER.match(heading)
    return _is_known(heading) or bool(number and _is_known(heading[number.end() :]))


def _is_known(heading: str) -> bool:
    """True for a known heading, and for two or more with "and" between them: "Citas y referencias"."""
    heading = _fold(heading)
    return heading in _KNOWN or all(part.strip() in _KNOWN for part in _AND.split(heading))
