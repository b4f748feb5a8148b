"""Wording: which sentences report something, and which only lead, ask, promise or address the reader."""

from __future__ import annotations

import re

from claims.pipeline.names import Mention
from claims.pipeline.subjects import SentenceView
from claims.values import Block, EntityKind

_CALL = re.compile(
    r"\W{0,3}(?:Now,? |So,? |And |Finally,? |First,? |Next,? |Then,? )?(?:Let(?:['’]s| us| me)\b|Get (?:ready|started|in touch)|See (?:also|the|our|https?)|Click|Read (?:more|the|our|on)|Visit|Check (?:out|it)|"
    r"Feel free|Stay tuned|Here (?:is|are)\b|Here['’]s|Note that|Thank|Please|Subscribe|Share (?:this|on)|Follow (?:us|me|@)|Sign up|Join us|Try (?:it|out)|Download|Learn more|Contact|Treat |Consider |"
    r"Remember|Imagine|Suppose|Image(?: credit)?:|Photo|Credit|Source:|Figure \d|Table \d|Table of|Advertisement|Cookies?|All rights|Copyright|©|TL;DR|Tags?:|Filed under|Posted|Published|Written by|See it now|Buy (?:it|now)|Shop (?:now|the|all)|Leave (?:a|us|your) |Listen (?:to|live|here)|Watch (?:the|our|it|live|this|now|:)|Sign in|Log in|Register (?:now|here|for)|Support (?:us|our)|Donate|"
    r"Enter your|Scroll (?:down|to)|Tell us|Send (?:us|your)|Email (?:us|me)|Know when|Keep reading|Continue reading|Related(?: \w+)?:|Also:|More (?:from|on|about):|Follow (?:[\w@]+ ){1,5}on (?:Instagram|Facebook|Twitter|X|YouTube|LinkedIn|Google)|"
    r"For more (?:details|information)|To (?:learn|read|find out) more|You (?:can|may|should|might|could)|If you)",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:i['’]ll|i will|i need|i['’]d|i want|i have to|let me|we hope|we believe|we(?: have|['’]ve)? always|we can['’]t wait|we look forward|we invite|we encourage you|we explore|we (?:also )?present|"
    r"we will (?:discuss|explore|show|see|look)|we checked|we do not recommend|we(?: have|['’]ve) focused|let['’]s|please|stay tuned|our vision|has always been|"
    r"i(?:['’]m| am) going to|your? (?:reading|inbox|email))\b",
)
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
    rf"(?:(?:has|have|had|is|are|was|were|been|being|also|recently|first|last|just|now|officially|publicly|again|already|since|then|quickly|reportedly|excited|proud|pleased|thrilled|to|be|we)\s+){{0,5}}(?:{_EVENT})\b",
    re.IGNORECASE,
)
_EXCITED_TO = re.compile(
    r"\b(?:excited|proud|pleased|thrilled|happy|delighted) to (?:introduce|announce|open|release|launch|unveil|present|share)|\bwe (?:have |also |further |just |recently )*(?:released|open-sourced|launched|introduced|constructed|upgraded|announced|built)|^released\b|\b(?:reintroduction|the release|key takeaway)\b",
)
_DATED_CELL = re.compile(
    r"\W{0,3}(?:(?:19|20)\d\d(?:-\d\d){0,2}|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ (?:\d{1,2}, )?\d{4})\W{0,3}"
)
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# A text in small letters that holds none of these words is not searched for the pattern.
_PLAN_CUES = (
    *(
        "i'",
        "i’",
        "i will",
        "i need",
        "i want",
        "i have to",
        "i am",
        "let me",
        "we ",
        "we'",
        "we’",
        "let's",
        "let’s",
    ),
    *("please", "stay tuned", "our vision", "has always been", "reading", "inbox", "email"),
)
_ITSELF_CUES = (
    *(
        "table",
        "figure",
        "section",
        "chart",
        "link",
        "paragraph",
        "diagram",
        "shown ",
        "listed ",
        "described ",
    ),
    *("discussed ", "summari", "given ", "below", "this ", "estimated", "see http"),
)
_RHETORIC_CUES = (
    *(
        "question",
        "should ",
        "takeaway",
        "goal is",
        "focus will",
        "important",
        "critical",
        "essential",
        "crucial",
    ),
    *("vital", " key", "refer", "landmark", "profound", "remains to", "time will", "one thing", "conclusion"),
    *(
        "to sum",
        "summary",
        "unusual",
        "durable",
        "not empty",
        "needless",
        "of course",
        "no surprise",
        "no doubt",
    ),
    *("no wonder", "just the", "highlight", "what matters", "that said"),
)
_EXCITED_TO_CUES = (
    *("excited to", "proud to", "pleased to", "thrilled to", "happy to", "delighted to", "we ", "released"),
    *("reintroduction", "the release", "key takeaway"),
)
_VERBLESS = 5
_SHORTEST = 4
_SIGNPOST = 40
_CJK_STOP = re.compile(r"[。！？；，、,]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def says_nothing(text: str) -> bool:
    """Questions, calls to the reader, plans of the writer: nothing that a third party could check."""
    bare = text.strip().rstrip("\"'”’)")
    if bare.endswith(("?", "？")):
        return True
    lowered = text.lower()
    return bool(
        _CALL.match(text)
        or _search(_PLAN, lowered, _PLAN_CUES)
        or _search(_EXCITED, lowered, ("excited to ",))
    )


def is_signpost(text: str) -> bool:
    """True for "See it now: Shop": what it names is no topic of the sentences that follow."""
    return len(text) <= _SIGNPOST and _CALL.match(text) is not None


def is_personal(view: SentenceView) -> bool:
    """True if the main clause speaks of the writer or the reader and tells of nothing that happened."""
    clauses = view.clauses()
    if not clauses or _is_announced(view.text) or _HAPPENED.match(view.text, clauses[0].verb):
        return False
    return view.text[clauses[0].start : clauses[0].end].casefold() in {"i", "you"}


def is_about_itself(text: str) -> bool:
    """Sentences about the document, definitions and rhetoric: no claim unless something in them is measured."""
    lowered = text.lower()
    return bool(
        _search(_ITSELF, lowered, _ITSELF_CUES)
        or _search(_RHETORIC, lowered, _RHETORIC_CUES)
        or text.rstrip().endswith("!")
    )


def is_fragment(view: SentenceView, block: Block, *, has_content: bool) -> bool:
    """True for lead-ins with no content of their own, bare names, and scraps without a verb."""
    words = _WORDS.findall(view.text)
    if _CJK.search(view.text):
        is_title = block.kind == "item" and not has_content and not _CJK_STOP.search(view.text)
        return is_title or len(view.text) < 8 or (view.text.endswith(("：", ":")) and not has_content)
    if view.text.endswith(":") and not has_content:
        return not any(_is_somebody(mention) for mention in view.mentions)
    if has_content and block.kind in {"item", "row"}:
        return False
    if block.kind in {"item", "row"}:
        return len(words) < _VERBLESS or _is_names(view)
    return len(words) < _SHORTEST or not (view.clauses() or has_content or len(words) > 12)


def is_event(view: SentenceView, block: Block) -> bool:
    """True if the main clause tells of something that happened."""
    if block.kind == "row":
        return any(_DATED_CELL.fullmatch(cell) for cell in view.text.split(" | ")[:2])
    if _is_announced(view.text):
        return True
    clauses = view.clauses()
    return bool(clauses and _HAPPENED.match(view.text, clauses[0].verb))


def _is_announced(text: str) -> bool:
    return _search(_EXCITED_TO, text.lower(), _EXCITED_TO_CUES)


def _search(pattern: re.Pattern[str], lowered: str, cues: tuple[str, ...]) -> bool:
    """True if the pattern is found; the cues come first because they cost a tenth of it."""
    return any(map(lowered.__contains__, cues)) and pattern.search(lowered) is not None


def _is_somebody(mention: Mention) -> bool:
    return mention.kind in {EntityKind.MODEL, EntityKind.ORGANISATION, EntityKind.PRODUCT}


def _is_names(view: SentenceView) -> bool:
    """True if the words are names and nothing else."""
    rest = view.text
    for mention in reversed(view.mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    return len(_WORDS.findall(rest)) < 2
