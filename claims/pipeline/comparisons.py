"""Comparisons: who a sentence sets above, beside or below whom, and on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.pipeline.objects import after, find_objects, starts_with_number
from claims.pipeline.subjects import SentenceView, trim
from claims.values import Block, Comparison, Relation

_UP, _EVEN, _DOWN, _FIRST, _OTHER = (
    Relation.OUTPERFORMS,
    Relation.MATCHES,
    Relation.UNDERPERFORMS,
    Relation.FIRST,
    Relation.OTHER,
)
_LONGEST = 3000
_MOST = 12

_BEATS = (
    r"outperform(?:s|ed|ing)?|outcompet(?:e|es|ed|ing)|outpac(?:e|es|ed|ing)|outscor(?:e|es|ed|ing)|outrank(?:s|ed|ing)?|outclass(?:es|ed|ing)?|outshin(?:e|es|ed|ing)|outdo(?:es|ne|ing)?|"
    r"outmatch(?:es|ed|ing)?|outstrip(?:s|ped|ping)?|outsell(?:s|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|(?<!extra )(?<!a )(?<!the )(?<!every )beat(?:s|en|ing)?(?! ?[,.])|eclips(?:e|es|ed|ing)|overt(?:ake|akes|ook|aken|aking)|best(?:ed|ing)|"
    r"trounc(?:e|es|ed|ing)|defeat(?:s|ed|ing)?|topp(?:ed|ing)|tops|dethron(?:e|es|ed|ing)|edg(?:e|es|ed|ing) out|leapfrog(?:s|ged|ging)?|crush(?:es|ed|ing)?"
)
_ADVERB = r"(?:(?:far|even|still|much|significantly|slightly|substantially|considerably|clearly|consistently|dramatically|notably|marginally|somewhat|well|a (?:bit|lot|little)|generally|often|easily|vastly|greatly|really|also|way) )?"
_GOOD = r"better|faster|stronger|cheaper|smarter|safer|easier|quicker|cleaner|superior|nicer|sharper|tougher|simpler|brighter|richer|smoother|higher|greater|healthier|more (?!than)[a-z-]{3,20}"
_BAD = r"worse|slower|weaker|poorer|inferior|harder|riskier|heavier|costlier|dumber|uglier|lower|less (?!than)[a-z-]{3,20}|more (?:expensive|costly|difficult|complicated|complex|prone|vulnerable|fragile|error-prone|painful|annoying|dangerous|buggy)"
_PLAIN = r"larger|longer|bigger|smaller|shorter|older|newer|taller|younger|wider|deeper|earlier|later|lighter|closer|different"
_PRAISE = (
    r"best|strongest|fastest|cheapest|largest|biggest|smartest|highest|lowest|smallest|greatest|most (?!of\b|other\b|people\b|users\b|companies\b|models\b|important\b|recent\b)[a-z-]{4,20}(?: [a-z-]{4,20})?|"
    r"top-(?:ranked|performing|rated|scoring)|highest-(?:ranked|scoring|rated)|leading|longest|earliest|richest|safest|quickest|widest|busiest|number one|No\. ?1|#1"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """`words` say the relation; what follows them is the other side, unless `is_prefix`: "Unlike X, Y…"."""

    relation: Relation
    words: re.Pattern[str]
    needs_object: bool = True
    is_prefix: bool = False


def _rule(relation: Relation, words: str, *, needs_object: bool = True, is_prefix: bool = False) -> _Rule:
    return _Rule(relation, re.compile(words, re.IGNORECASE), needs_object, is_prefix)


# In the order in which they may claim a stretch of the sentence.
_RULES = (
    _rule(_DOWN, rf"\b(?:is|are|was|were|been|being|gets?|got) {_ADVERB}(?:{_BEATS}|matched) by\b"),
    _rule(_EVEN, rf"\b(?:match(?:es|ed|ing)?|rival(?:s|ed|ing)?|equal(?:s|ed|ing)?),? (?:or|and)(?: even)? (?:{_BEATS})"),
    _rule(_EVEN, rf"\b(?:{_BEATS}),? or (?:match(?:es|ed|ing)?|rival(?:s|ed|ing)?|equal(?:s|ed|ing)?)\b"),
    _rule(_DOWN, r"\bunderperform(?:s|ed|ing)?(?: (?:compared|relative) (?:to|with))?|\b(?:lag(?:s|ged|ging)?|fall(?:s|en|ing)?|fell|trail(?:s|ed|ing)?)(?: \w+){0,2} (?:behind|short of)|\btrail(?:s|ed|ing)\b|\b(?:los(?:e|es|ing)|lost) (?:out )?(?:to|against)\b|\b(?:no match for|not as \w+ as|nowhere near)"),
    _rule(_UP, rf"\b(?:{_BEATS})\b(?! by\b)"),
    _rule(_UP, r"\b(?:superiority|advantages?|edge|lead|victory|wins?|improvements?|gains?|improv(?:es|ed|ing)) (?:over|upon|on top of)\b|\bimproved (?:vs\.?|versus|from)\b|\b(?:is|are|was|were|remains?|stays?|pulled|moved|well|far|comes? out) ahead of\b|\b(?:wins?|won|winning) (?:out )?(?:over|against)\b"),
    _rule(_EVEN, r"\b(?:(?:highly |very |fully )?competitive|comparable|comparably|on (?:a )?par|parity|(?:neck and neck)|equivalent|tied|ties|tying|keeps? pace|kept pace|keeping pace)\b[^.;:()]{0,70}?\b(?:with|to|against)\b(?! (?:the )?(?:need|demand|trend))"),
    _rule(_UP, r"\b(?:improvements?|enhancements?|gains?|upgrades?|improved|better)\b[^.;:()]{0,60}?\b(?:compared (?:to|with)|over|relative to|versus|vs\.?)"),
    _rule(_EVEN, r"\b(?:match(?:es|ed)|(?:(?<=, )|(?<=while )|(?<=by )|(?<=and )|(?<=even ))matching|(?:to|can|could|may|will|would|even|also|models|they) match|rival(?:ing|led|ed)|rivals (?=[A-Z]|the |that )|(?:to|can|could) rival|equal(?:s|ing|led)|holds? its own against|stacks? up (?:well )?(?:against|to)|as (?:good|fast|accurate|capable|powerful|strong|effective|efficient|reliable) as)\b(?! (?:with|up|made))"),
    _rule(_EVEN, r"\bperformance (?:even )?against\b"),
    _rule(_DOWN, rf"\b(?:{_BAD}) (?:(?!than)[\w-]+ ){{0,5}}than\b"),
    _rule(_OTHER, rf"\b(?:{_PLAIN}) (?:(?!than)[\w-]+ ){{0,4}}(?:than|from)\b"),
    _rule(_UP, rf"\b(?:{_GOOD}) (?:(?!than)[\w-]+ ){{0,5}}than\b"),
    _rule(_DOWN, r"\binferior to\b"),
    _rule(_UP, r"\b(?:superior|preferable|preferred) to\b"),
    _rule(_OTHER, r"^(?:[A-Z]\w+, )?(?:Similar to|In contrast to|In contrast with)\b|\bUnlike\b", is_prefix=True),
    _rule(_EVEN, r"^(?:[A-Z]\w+, )?(?:Just like|Like)\b", is_prefix=True),
    _rule(_OTHER, r"^(?:[A-Z]\w+, )?(?:Compared|Relative) (?:to|with)\b", is_prefix=True),
    _rule(_OTHER, r"\bone of the (?:most|best|largest|leading|biggest|top|fastest|first)\b|\b(?:second|third|fourth)-(?:most|largest|best|biggest|highest)\b|\brank(?:s|ed|ing)? (?:second|third|fourth|fifth|among|#[2-9]|No\. ?[2-9])", needs_object=False),
    _rule(_FIRST, r"\brank(?:s|ed|ing)? (?:as )?(?:first|#1|No\. ?1|number one|at the top|highest|top)\b|\b(?:at|in|takes?|took|taking|claim(?:s|ed|ing)?|hold(?:s|ing)?|secur(?:es|ed|ing)) (?:the )?(?:#1|No\. ?1|first|top|number one)(?: (?:place|spot|position|rank))?(?= (?:open|among|on|in|of|place|spot|position)\b)", needs_object=False),
    _rule(_FIRST, r"\b(?:lead(?:s|ing)?|led|dominat(?:es|ed|ing)|tops?) (?:the (?:market|field|pack|leaderboards?|industry|ranking|rankings|charts?|world|way)|all)\b", needs_object=False),
    _rule(_FIRST, rf"\b(?:is|are|was|were|be|become|becomes|became|becoming|remains?|remained|as|named|considered|called|dubbed|has|have|had|achiev(?:e|es|ed|ing)|deliver(?:s|ed|ing)?|offer(?:s|ed|ing)?|post(?:s|ed|ing)|record(?:s|ed|ing)|turned in|show(?:s|ed|ing)?|set(?:s|ting)?|hit|reach(?:es|ed|ing)?|obtain(?:s|ed|ing)?|holds?|won|makes? (?:it|them)|—|–|,) (?:currently |now |by far |still |also |arguably |widely regarded as )?(?:the|[A-Z][\w'’]+['’]s|the world['’]s|world['’]s) (?:current |single |overall |world['’]s |(?:second|third)-)?(?P<praise>{_PRAISE})\b", needs_object=False),
    _rule(_FIRST, r"\b(?:SOTA|state[- ]of[- ]the[- ]art)\b(?= (?:performance|results?|scores?|accuracy|among|on|across|open|in|for|capabilit|open-source|model|level))|(?<=current )SOTA|\b(?:claim(?:s|ing|ed)?|achiev(?:es|ed|ing)?|reach(?:es|ed|ing)?|sets?|setting|new|become|is|are) (?:the |a |new |current )?(?:SOTA|state[- ]of[- ]the[- ]art)\b", needs_object=False),
    _rule(_FIRST, r"^The (?:biggest|largest|main|most [a-z]+|best)\b", needs_object=False),
    _rule(_FIRST, r"\bwon (?:the|every|all)\b|\bnew (?:world )?record\b(?= (?:for|on|in|of)\b)", needs_object=False),
    _rule(_UP, rf"\b(?:is|are|was|were|be|has|have|had|shows?|offers?|delivers?|provides?|achieves?|becomes?|became|makes? (?:it|them)) {_ADVERB}(?:more (?:resilient|suitable|consistent|powerful|accurate|efficient|robust|capable|reliable|advanced|effective|cost-effective|stable|affordable|secure|scalable|popular|versatile|precise)|better|faster|stronger|cheaper|smarter|superior|higher)\b(?! (?:than|to|and better)\b)", needs_object=False),
    _rule(_UP, r"\b(?:demonstrates?|shows?|highlights?|underscores?) the (?:advantages?|superiority) of\b|\b(?:takes?|took) (?:it|this|that) (?:a step|one step|even) further\b|\bresults? in (?:higher|better|faster|lower)\b", needs_object=False),
    _rule(_OTHER, r"\b(?:compared|in comparison|relative) (?:to|with)\b|\b(?:versus|vs\.?) (?=[A-Z])|\bcompar(?:es|ing) [\w .'-]{2,60}? (?:to|with|and)\b|\bdiffers? from\b|\bbenchmark(?:s|ed|ing)? [^.;]{2,200}? against\b|\bcloser to\b|\bmore \w+ of the two\b|\bsimilar to (?=[A-Z])"),
)  # fmt: skip

_CUES = re.compile(
    r"than|outp|outc|outs|outr|outm|outd|surpass|exceed|beat|eclips|overt|best|troun|defeat|topp|tops|edg|dethr|leapf|crush|underperf|lag|behind|short of|trail|los[et]|no match|not as|nowhere|"
    r"superior|advantag|lead|victor|win|won|improv|ahead|gain|enhanc|upgrad|compar|competitive|par\b|parity|equal|equiv|tie|pace|match|rival|stack|as \w+ as|holds? its own|inferior|prefer|unlike|similar|contrast|"
    r"like|relative|one of the|second|third|rank|#1|first|dominat|most|est\b|SOTA|state[- ]of|record|more|faster|stronger|cheaper|smarter|higher|further|versus|vs|differ|benchmark|closer|against",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\b(?:does|do|did|could|can|would|is|are|was|were|has|have|will)(?: not|n[’']t)|\bfail(?:s|ed|ing)? to|\bunable to|\bnever|\bcannot|\bcan[’']t|\bwithout|\byet to|\bnot|\bunlikely to|\bno longer|\bhardly)(?: \w+){0,2} ?$",
    re.IGNORECASE,
)
_NEGATION = {_UP: _DOWN, _EVEN: _DOWN, _DOWN: _OTHER, _FIRST: _OTHER, _OTHER: _OTHER}
_CAUSED = re.compile(r"\b(?:enabl|allow|help|let|mak|push|driv)(?:e|es|ed|ing|s|ping)?\s+(?P<who>[^,;:.()]{2,80}?)\s+to\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:it|them|this|these|users?|us|you)", re.IGNORECASE)
_BETTERED = re.compile(r"improv|enhanc|better|surpass|significant(?:ly)? (?:more|gains?|higher)|faster|stronger|higher|increase in performance|upgrad|greatly|more knowledge|outperform", re.IGNORECASE)
_ADVANTAGE_OF = re.compile(r"the (?:advantages?|superiority) of$", re.IGNORECASE)
_ROLE = re.compile(r"^The (?:biggest|largest|main|most|best)[^,.]{3,80}? (?:is|was|are|were) ", re.IGNORECASE)
_AMONG = re.compile(r"(?: [\w-]+){0,3} (?:among|amongst|of all|out of) ", re.IGNORECASE)
_NO_CLASS = re.compile(r"\s?(?:on|in|across|for|at|by|performance|results?|scores?|accuracy|with|and|over)\b|\W*$|\s?[,;:(]", re.IGNORECASE)
_COST = re.compile(r"\b(?:cost|price|latency|error|hallucination|loss|perplexity|memory|consumption|risk|fee|delay)", re.IGNORECASE)


def find_comparisons(view: SentenceView, block: Block) -> tuple[Comparison, ...]:
    """The comparisons that a sentence or row makes, in order, at most a dozen."""
    text = view.text[:_LONGEST]
    if not _CUES.search(text):
        return ()
    found: list[tuple[int, Comparison]] = []
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        for match in rule.words.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            comparisons = list(_compare(view, text, rule, match, is_row=block.kind == "row"))
            if comparisons:
                taken.append(match.span())
                found.extend((match.start(), comparison) for comparison in comparisons)
    ordered = dict.fromkeys(comparison for _, comparison in sorted(found, key=lambda pair: pair[0]))
    return tuple(_without_vague(list(ordered)))[:_MOST]


def _compare(view: SentenceView, text: str, rule: _Rule, match: re.Match[str], *, is_row: bool) -> Iterator[Comparison]:
    if starts_with_number(text, match.end()) and rule.relation is not _FIRST:
        return
    if rule.is_prefix:
        yield from _prefixed(view, text, rule, match)
        return
    if rule.relation is _FIRST or not rule.needs_object:
        yield from _placed(view, text, rule, match, is_row=is_row)
        return
    objects, end = find_objects(view, match.end())
    subject = _subject(view, text, match.start(), is_row=is_row)
    objects = tuple(name for name in objects if name != subject)
    if objects and subject:
        relation = _directed(rule.relation, text, match)
        yield Comparison(subject, relation, objects, after(view, end))


def _directed(relation: Relation, text: str, match: re.Match[str]) -> Relation:
    """The relation as the sentence means it: negation turns it round, and so does "higher cost"."""
    if match[0].casefold().startswith(("higher", "lower", "greater")) and _COST.search(match[0]):
        relation = {_UP: _DOWN, _DOWN: _UP}.get(relation, relation)
    return _NEGATION[relation] if _NEGATED.search(text[max(0, match.start() - 40) : match.start()]) else relation


def _prefixed(view: SentenceView, text: str, rule: _Rule, match: re.Match[str]) -> Iterator[Comparison]:
    """ "Unlike X, Y …": the subject comes behind the comma."""
    comma = text.find(", ", match.end())
    objects, _ = find_objects(view, match.end(), comma) if comma > 0 else ((), 0)
    if not objects:
        return
    subject = view.subject_after(comma + 2)
    relation = rule.relation
    if relation is _OTHER and match[0].casefold().endswith(("compared to", "compared with", "relative to")) and _BETTERED.search(text[comma:]):
        relation = _UP
    if subject and subject not in objects:
        yield Comparison(subject, relation, objects, ())


def _placed(view: SentenceView, text: str, rule: _Rule, match: re.Match[str], *, is_row: bool) -> Iterator[Comparison]:
    """Superlatives and comparatives that name no other side, or a class."""
    if match.start() == 0 and (role := _ROLE.match(text)):
        objects, end = find_objects(view, role.end())
        if objects:
            yield Comparison(objects[0], _FIRST, (trim(text[4 : role.end()].rsplit(" ", 2)[0]),), ())
        return
    if _ADVANTAGE_OF.search(match[0]):
        objects, end = find_objects(view, match.end())
        if objects:
            yield Comparison(objects[0], _UP, (), after(view, end))
        return
    subject = _subject(view, text, match.start(), is_row=is_row)
    objects, end = _class_of(view, text, match.end()) if rule.relation is not _UP else ((), match.end())
    relation = _directed(rule.relation, text, match)
    if subject:
        yield Comparison(subject, relation, tuple(name for name in objects[:2] if name != subject), after(view, end))


def _class_of(view: SentenceView, text: str, place: int) -> tuple[tuple[str, ...], int]:
    """Among whom it is first: "the best [open model]", "first [among all models]"; () for "SOTA on HLE"."""
    if among := _AMONG.match(text, place):
        return find_objects(view, among.end())
    return ((), place) if _NO_CLASS.match(text, place) else find_objects(view, place)


def _subject(view: SentenceView, text: str, place: int, *, is_row: bool) -> str:
    if is_row:
        return next((m.text for m in view.mentions), "") or text.split(" | ", 1)[0]
    if (caused := _CAUSED.search(text[max(0, place - 160) : place])) and not _PRONOUN.fullmatch(caused["who"].strip()):
        words = re.sub(r"^even ", "", caused["who"].strip())
        start = place - len(text[max(0, place - 160) : place]) + caused.start("who")
        mention = view.named_between(start, place)
        return view.group(mention) if mention else trim(words)
    return view.subject_at(place)


def _without_vague(comparisons: list[Comparison]) -> list[Comparison]:
    """A neutral "compared to" says nothing beside a comparison of the same two."""
    clear = {(c.subject, o) for c in comparisons if c.relation is not _OTHER for o in c.objects}
    return [c for c in comparisons if c.relation is not _OTHER or not any((c.subject, o) in clear for o in c.objects)]
