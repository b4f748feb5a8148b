"""Wording: which sentences report something, and which only lead, ask, promise or address the reader."""

from __future__ import annotations

import re
from itertools import islice

from claims.pipeline.extraction.cues import cues, in_small, words_of
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import FINITE_VERBS
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.subjects import SentenceView
from claims.values import Block
from claims.vocabulary import EntityKind

_CALL = re.compile(
    r"\W{0,3}(?:now,? |so,? |and |finally,? |first,? |next,? |then,? )?(?:let(?:['’]s| us| me)\b|get (?:ready|started|in touch)|see (?:also|the|our|https?)|click(?: (?:here|on|the|this|to)\b|[:!])|read (?:more|the|our|on)|visit(?: (?:https?|our|the|this|us|www)\b| [\w-]+\.\w|\W?$)|check (?:out|it)|"
    r"feel free|stay tuned|here (?:is|are)\b|here['’]s|note that|thanks?\b(?! to\b)|please\b|subscribe\b|share (?:this|on)|follow (?:us|me|@)|sign up|join us|try (?:it|out)|download (?:https?|it|now|our|the|this|your)\b|download\W?$|learn more|contact(?: (?:me|our|the|us)\b|:)|treat |consider |"
    r"remember\b|imagine\b|suppose\b|image(?: credit)?:|photos?(?:graph)?(?:\W? ?(?:by|courtesy|credit)\b|\W?:|\W?$)|credits?:|credits?\W?$|source:|figure \d|table \d|table of|advertisements?\W?$|cookies? (?:consent|notice|policy|preferences|settings)|cookies?\W?$|all rights|copyright (?:©|\(c\)|\d)|©|tl;dr|tags?:|filed under|(?:posted|published)(?: (?:at|by|in|on)\b|:)|written by|see it now|buy (?:it|now)|shop (?:now|the|all)|leave (?:a|us|your) |listen (?:to|live|here)|watch (?:the|our|it|live|this|now|:)|sign in|log in|register (?:now|here|for)|support (?:us|our)|donate\b|"
    r"enter your|scroll (?:down|to)|tell us|send (?:us|your)|email (?:us|me)|know when|keep reading|continue reading|related(?: \w+)?:|also:|more (?:from|on|about):|follow (?:[\w@]+ ){1,5}on (?:instagram|facebook|twitter|x|youtube|linkedin|google)|"
    r"for more (?:details|information)|to (?:learn|read|find out) more|you (?:can|may|should|might|could)|if you)"
)
_PLAN = re.compile(
    r"\b(?:i['’]ll|i will|i need|i['’]d|i want|i have to|let me|we hope|we believe|we(?: have|['’]ve)? always|we can['’]t wait|we look forward|we invite|we encourage you|we explore|we (?:also )?present|"
    r"we will (?:discuss|explore|show|see|look)|we checked|we do not recommend|we(?: have|['’]ve) focused|let['’]s|please|stay tuned|our vision|has always been|"
    r"i(?:['’]m| am) going to|your? (?:reading|inbox|email))\b",
)
_THANKS = re.compile(
    r"\W{0,3}(?:we|i)\s(?:(?:would|want|wish|'d|’d)\s(?:like\s|also\s){0,2}(?:to\s)?)?(?:also\s|gratefully\s)?(?:thank|acknowledge)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"[^.!?|]{1,80}?\s[-–—:]\s(?P<verb>[A-Z][a-z]{2,20}s)\b")
_EXCITED = re.compile(r"\bexcited to (?!introduce|announce|open|release|launch|unveil|present)")
_ITSELF = re.compile(
    r"\b(?:(?:the )?(?:following|next|previous) (?:table|figure|section|chart|links?|paragraph)|(?:table|figure|chart|diagram)s? (?:below|above|shows?|provides?)|"
    r"(?:shown|listed|described|discussed|summari[sz]ed|given) (?:in|below|above)(?: the)?(?: (?:table|figure|section|following))?\b|below,? we|this (?:report|article|post|blog|section|paper|comparison|benchmarking|newsletter|issue|guide|analysis|chapter|document)\b|"
    r"estimated reading time|see https?://)",
)
_RHETORIC = re.compile(
    r"\b(?:raises? questions|should (?:be|not|have|always)|key takeaway (?:from|is that (?:our|we))|the goal is|focus will|(?:is|are|remains?) (?:an? )?(?:very |extremely )?(?:important|critical|essential|crucial|vital|key)\b|refers? to|"
    r"landmark|profound|remains to be seen|time will tell|one thing is|in conclusion|to sum up|in summary|unusual force|durable story|not empty|needless to say|of course\b|no (?:surprise|doubt|wonder)|"
    r"(?:is|was) just the|highlight the need|what matters|that said\b)",
)
_EVENT = (
    r"releas(?:ed|ing)|launch(?:ed|ing)|announc(?:ed|es|ing)|introduc(?:ed|es|ing)|unveil(?:ed|s|ing)|open[- ]?sourc(?:ed|ing|e)|acquir(?:ed|es|ing)|found(?:ed)|fil(?:ed|ing)|su(?:ed|es|ing)|invest(?:ed|ing)|creat(?:ed|ing)|"
    r"establish(?:ed|ing)|sign(?:ed|ing)|join(?:ed|ing|s)|partner(?:ed|ing)|beg(?:an|un)|publish(?:ed|ing)|approv(?:ed|es)|receiv(?:ed|es)|fac(?:es|ing)|reveal(?:ed|s|ing)|nam(?:ed|ing)|w(?:on|ins)|open(?:ed|ing)|clos(?:ed|ing)|"
    r"appoint(?:ed|s)|rais(?:ed|es|ing)|buil(?:t|ding)|construct(?:ed|ing)|develop(?:ed|ing)|push(?:ed|es)|land(?:ed|s)|hir(?:ed|es|ing)|fir(?:ed|es)|resign(?:ed|s)|settl(?:ed|es)|ban(?:ned|s)|fin(?:ed|es)|shut|sold|bought|buy(?:s|ing)|"
    r"merg(?:ed|es|ing)|ship(?:ped|s|ping)|start(?:ed|s|ing)|cancel(?:led|s)|delay(?:ed|s)|vot(?:ed|es)|pass(?:ed|es)|elect(?:ed|s)|kill(?:ed|s)|arrest(?:ed|s)|charg(?:ed|es)|accus(?:ed|es)|argu(?:ed|es)|sai(?:d)|says|told|tells|"
    r"warn(?:ed|s)|den(?:ied|ies)|agre(?:ed|es)|complet(?:ed|es)|categori[sz]ed|upgrad(?:ed|ing)|roll(?:ed|s|ing) out|expand(?:ed|ing)|mov(?:ed|ing)|add(?:ed|ing)|end(?:ed)|met|visited|led|died|testified|ruled|ordered|granted|awarded|"
    r"heard|spurr(?:ed|ing)|driv(?:es|ing)|aim(?:ing)|intensif(?:ies|ied)|follow(?:ed)|deploy(?:ed|ing)|secur(?:ed|es)|plans to|collaborat(?:ed|es|ing)|discover(?:ed|s)|present(?:ed|s)|debut(?:ed|s)|working"
)
_HAPPENED = re.compile(
    rf"(?:(?:has|have|had|is|are|was|were|been|being|also|recently|first|last|just|now|officially|publicly|again|already|since|then|quickly|reportedly|excited|proud|pleased|thrilled|to|be|we)\s+){{0,5}}(?:{_EVENT})\b"
)
_EXCITED_TO = re.compile(
    r"\b(?:excited|proud|pleased|thrilled|happy|delighted) to (?:introduce|announce|open|release|launch|unveil|present|share)|\bwe (?:have |also |further |just |recently )*(?:released|open-sourced|launched|introduced|constructed|upgraded|announced|built)|^released\b|\b(?:reintroduction|the release|key takeaway)\b",
)
_DATED_CELL = re.compile(
    r"\W{0,3}(?:(?:19|20)\d\d(?:-\d\d){0,2}|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ (?:\d{1,2}, )?\d{4})\W{0,3}"
)
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# A text that holds none of these words is not searched for the pattern.
_PLAN_CUES = cues("i let we please tuned vision always reading inbox email")
_EXCITED_CUES = cues("excited")
_ITSELF_CUES = cues(
    "following next previous table tables figure figures chart charts diagram diagrams shown listed described discussed summarised "
    "summarized given below this estimated see"
)
_RHETORIC_CUES = cues(
    "raise raises should takeaway goal focus important critical essential crucial vital key refer refers landmark landmarks profound "
    "profoundly remains time one conclusion sum summary unusual durable empty needless course surprise surprises doubt doubts wonder "
    "wonders just highlight what that"
)
_EXCITED_TO_CUES = cues(
    "excited proud pleased thrilled happy delighted we released reintroduction release takeaway"
)
_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
_VERBLESS = 5
_SHORTEST = 4
_TELLING = 13
_SIGNPOST = 40
_CJK_STOP = re.compile(r"[。！？；，、,]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def says_nothing(text: str) -> bool:
    """Questions, calls to the reader, plans of the writer: nothing that a third party could check."""
    bare = text.strip().rstrip("\"'”’)")
    if bare.endswith(("?", "？")) or _THANKS.match(text):
        return True
    return bool(_is_call(text) or _search(_PLAN, text, _PLAN_CUES) or _search(_EXCITED, text, _EXCITED_CUES))


def is_signpost(text: str) -> bool:
    """True for "See it now: Shop": what it names is no topic of the sentences that follow."""
    return len(text) <= _SIGNPOST and _is_call(text)


def _is_call(text: str) -> bool:
    return _CALL.match(in_small(text)) is not None


def is_personal(view: SentenceView) -> bool:
    """True if the main clause speaks of the writer or the reader and tells of nothing that happened."""
    subject = view.main_subject()
    if subject is None or _is_announced(view.text) or _tells(view):
        return False
    return subject.small in {"i", "you"}


def is_about_itself(text: str) -> bool:
    """Sentences about the document, definitions and rhetoric: no claim unless something in them is measured."""
    return bool(
        _search(_ITSELF, text, _ITSELF_CUES)
        or _search(_RHETORIC, text, _RHETORIC_CUES)
        or text.rstrip().endswith("!")
    )


def is_fragment(view: SentenceView, block: Block, *, has_content: bool) -> bool:
    """True for lead-ins with no content of their own, bare names, and scraps without a verb."""
    if _CJK.search(view.text):
        return _is_cjk_fragment(view.text, block, has_content=has_content)
    if view.text.endswith(":") and not has_content:
        return not any(_is_maker_or_product(mention) for mention in view.mentions)
    if block.kind in {"item", "row"}:
        is_phrase = block.kind == "item" and _is_noun_phrase(view)
        return not has_content and (is_phrase or not _has_words(view.text, _VERBLESS) or _is_names(view))
    if not _has_words(view.text, _SHORTEST):
        return not (has_content and view.main_subject())
    return not (has_content or view.main_verb() or _is_titled(view.text) or _has_words(view.text, _TELLING))


def _is_titled(text: str) -> bool:
    """ "Kestrel - Presents a model": True; what stands before the dash is what the sentence is about."""
    titled = _TITLED.match(text)
    return titled is not None and titled["verb"].lower() in FINITE_VERBS


def _is_cjk_fragment(text: str, block: Block, *, has_content: bool) -> bool:
    """True for titles of list items, lead-ins and scraps of Chinese, Japanese or Korean."""
    is_title = block.kind == "item" and not has_content and not _CJK_STOP.search(text)
    return is_title or len(text) < 8 or (text.endswith(("：", ":")) and not has_content)


def is_event(view: SentenceView, block: Block) -> bool:
    """True if the main clause tells of something that happened."""
    if block.kind == "row":
        return any(_DATED_CELL.fullmatch(cell) for cell in view.text.split(" | ")[:2])
    if _is_announced(view.text):
        return True
    return _tells(view)


def _tells(view: SentenceView) -> bool:
    """True if the main verb, with its auxiliaries, is one of what happens."""
    verb = view.main_verb()
    if verb is None:
        return False
    group = [word for word in verb.children if word.dep in {"aux", "auxpass"} and word.index < verb.index]
    return _HAPPENED.match(in_small(view.text), min(word.start for word in (verb, *group))) is not None


def _is_announced(text: str) -> bool:
    return _search(_EXCITED_TO, text, _EXCITED_TO_CUES)


def _search(pattern: re.Pattern[str], text: str, cues: frozenset[str]) -> bool:
    """True if the pattern is found in the text in small letters; the cues come first because they cost next to nothing."""
    return not cues.isdisjoint(words_of(text)) and pattern.search(in_small(text)) is not None


def _is_maker_or_product(mention: Mention) -> bool:
    return mention.kind in {EntityKind.MODEL, EntityKind.ORGANISATION, EntityKind.PRODUCT}


def _has_words(text: str, least: int) -> bool:
    return next(islice(_WORDS.finditer(text), least - 1, None), None) is not None


def _is_noun_phrase(view: SentenceView) -> bool:
    """ "Loss of revenue for ports that rely on ferries": True of an item that names nothing and says nothing of its noun."""
    root = next(view.tree.roots(), None) if view.tree else None
    if view.tree is None or root is None or not root.is_noun or view.mentions:
        return False
    return all(_is_in_relative(word) for word in view.tree.words if word.tag in _FINITE)


def _is_in_relative(word: Word) -> bool:
    """True of "rely" in "ports that rely on ferries"."""
    return any(above.dep in {"relcl", "acl"} for above in (word, *word.ancestors()))


def _is_names(view: SentenceView) -> bool:
    """True if the words are names and nothing else."""
    rest = view.text
    for mention in reversed(view.mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    return len(_WORDS.findall(rest)) < 2
