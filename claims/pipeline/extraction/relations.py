"""Relations: the wordings by which one thing is set above, beside or below another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims.pipeline.extraction.cues import in_small
from claims.pipeline.extraction.lexicon import BAD_QUALITIES
from claims.values import Relation

UP, EVEN, DOWN, FIRST, OTHER = (
    Relation.OUTPERFORMS,
    Relation.MATCHES,
    Relation.UNDERPERFORMS,
    Relation.FIRST,
    Relation.OTHER,
)
BEATS = (
    r"outperform(?:s|ed|ing)?|outcompet(?:e|es|ed|ing)|outpac(?:e|es|ed|ing)|outscor(?:e|es|ed|ing)|outrank(?:s|ed|ing)?|outclass(?:es|ed|ing)?|outshin(?:e|es|ed|ing)|outdo(?:es|ne|ing)?|"
    r"outmatch(?:es|ed|ing)?|outstrip(?:s|ped|ping)?|outsell(?:s|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|(?<!extra )(?<!a )(?<!the )(?<!every )beat(?:s|en|ing)?(?! ?[,.])|eclips(?:e|es|ed|ing)|overt(?:ake|akes|ook|aken|aking)|best(?:ed|ing)|"
    r"trounc(?:e|es|ed|ing)|defeat(?:s|ed|ing)?|topp(?:ed|ing)|(?<!the )tops(?! (?:on|of|off|in)\b)|dethron(?:e|es|ed|ing)|edg(?:e|es|ed|ing) out|leapfrog(?:s|ged|ging)?"
)
_ADVERB = r"(?:(?:far|even|still|much|significantly|slightly|substantially|considerably|clearly|consistently|dramatically|notably|marginally|somewhat|well|a (?:bit|lot|little)|generally|often|easily|vastly|greatly|really|also|way) )?"
_FAULTY = "|".join(sorted(BAD_QUALITIES))
_GOOD = rf"less (?:{_FAULTY})\b|better|faster|stronger|cheaper|smarter|safer|easier|quicker|cleaner|superior|nicer|sharper|tougher|simpler|brighter|richer|smoother|cooler|warmer|nicer|kinder|fresher|tastier|healthier|fairer|wiser|friendlier|higher|greater|healthier|more (?!than)[a-z-]{{3,20}}"
_BAD = rf"worse|slower|weaker|poorer|inferior|riskier|costlier|dumber|uglier|lower|less (?!than\b)(?!(?:{_FAULTY})\b)[a-z-]{{3,20}}|more (?:{_FAULTY})"
_PLAIN = r"larger|longer|harder|heavier|bigger|smaller|shorter|older|newer|taller|younger|wider|deeper|earlier|later|lighter|closer|different"
# Words that every wording of BEATS, and of _PRAISE, holds one of.
_BEATEN = rf"{BEATS}|edg(?:e|es|ed|ing)$"
_PRAISED = (
    r"best$|strongest|fastest|cheapest|largest|biggest|smartest|highest|lowest|smallest|greatest|most$|top$|leading$|longest|"
    r"earliest|richest|safest|quickest|widest|busiest|number$|no$|#"
)
_PRAISE = (
    r"best(?! of (?:both|all worlds|what|luck)\b)|strongest|fastest|cheapest|largest|biggest|smartest|highest|lowest|smallest|greatest|most (?!of\b|other\b|people\b|users\b|companies\b|models\b|important\b|recent\b)[a-z-]{4,20}(?: [a-z-]{4,20})?|"
    r"top-(?:ranked|performing|rated|scoring)|highest-(?:ranked|scoring|rated)|leading|longest|earliest|richest|safest|quickest|widest|busiest|number one|No\. ?1|#1"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` say the relation; what follows them is the other side, unless `is_prefix`: "Unlike X, Y…".

    They are laid over the text in small letters, which costs a fifth. `capitals` are the same words where some must stand
    before a capital. A sentence none of whose words begins with one of the `cues` is not searched.
    """

    relation: Relation
    words: re.Pattern[str]
    capitals: re.Pattern[str] | None
    cues: re.Pattern[str]
    needs_object: bool = True
    is_prefix: bool = False

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Where the text says so."""
        small = in_small(text)
        if self.capitals is None:
            return self.words.finditer(small)
        return self.capitals.finditer(text) if self.words.search(small) else iter(())


def rule(
    relation: Relation, cues: str, words: str, *, needs_object: bool = True, is_prefix: bool = False
) -> Rule:
    capital = "(?-i:[A-Z])"
    return Rule(
        relation,
        re.compile(words.replace(capital, "[a-z]").lower()),
        re.compile(words, re.IGNORECASE) if capital in words else None,
        re.compile(cues),
        needs_object,
        is_prefix,
    )


# In the order in which they may claim a stretch of the sentence.
RULES = (
    rule(DOWN, rf"{_BEATEN}|matched", rf"\b(?:is|are|was|were|been|being|gets?|got) {_ADVERB}(?:{BEATS}|matched)(?: out)? by\b"),
    rule(EVEN, "match|rival|equal", rf"\b(?:match(?:es|ed|ing)?|rival(?:s|ed|ing)?|equal(?:s|ed|ing)?),? (?:or|and)(?: even)? (?:{BEATS})"),
    rule(EVEN, "rival|match|equal", rf"\b(?:{BEATS}),? or (?:match(?:es|ed|ing)?|rival(?:s|ed|ing)?|equal(?:s|ed|ing)?)\b"),
    rule(DOWN, "underperform|behind$|short$|trail|los(?:e|es|ing|t)$|match$|not$|nowhere$", r"\bunderperform(?:s|ed|ing)?(?: (?:compared|relative) (?:to|with))?|\b(?:lag(?:s|ged|ging)?|fall(?:s|en|ing)?|fell|trail(?:s|ed|ing)?)(?: \w+){0,2} (?:behind|short of)|\btrail(?:s|ed|ing)\b|\b(?:los(?:e|es|ing)|lost) (?:out )?(?:to|against)\b|\b(?:no match for|not as \w+ as|nowhere near)"),
    rule(UP, _BEATEN, rf"\b(?:{BEATS})\b(?! (?:out )?by\b)(?: out\b)?"),
    rule(UP, "superiority$|advantages?$|edge$|lead$|victory$|wins?$|winning$|won$|improv|gains?$|ahead$", r"\b(?:superiority|advantages?|edge|lead|victory|wins?|improvements?|gains?|improv(?:es|ed|ing)) (?:over|upon|on top of)\b|\bimproved (?:vs\.?|versus|from)\b|\b(?:is|are|was|were|remains?|stays?|pulled|moved|well|far|comes? out) ahead of\b|\b(?:wins?|won|winning) (?:out )?(?:over|against)\b"),
    rule(EVEN, "competitive$|comparabl|par$|parity$|equivalent$|tie[sd]$|tying$|pace$|neck$", r"\b(?:(?:highly |very |fully )?competitive|comparable|comparably|on (?:a )?par|parity|(?:neck and neck)|equivalent|keeps? pace|kept pace|keeping pace)\b[^.;:()]{0,70}?\b(?:with|to|against)\b(?! (?:the )?(?:need|demand|trend))|\b(?:tied|ties|tying)(?: \w+){0,4} with\b(?= (?:the |\w+['’]s )?(?-i:[A-Z]))"),
    rule(UP, "improve|enhancement|gains?$|upgrades?$|better$", r"\b(?:improvements?|enhancements?|gains?|upgrades?|improved|better)\b[^.;:()]{0,60}?\b(?:compared (?:to|with)|over|relative to|versus|vs\.?)"),
    rule(EVEN, "match|rival|equal|own$|stacks?$|good$|fast$|accurate$|capable$|powerful$|strong$|effective$|efficient$|reliable$", r"\b(?:matched|(?<!the )(?<!of )(?<!all )(?<!best )(?<!these )(?<!their )matches(?! (?:at|for|in|on|of|to|were|was|are|is|have|had|that|this|between|against|reached|ended|and)\b)|(?:(?<=, )|(?<=while )|(?<=by )|(?<=and )|(?<=even ))matching|(?:to|can|could|may|will|would|even|also|models|they) match|rival(?:ing|led|ed)|rivals (?=(?-i:[A-Z])|the |that )|(?:to|can|could) rival|equal(?:s|ing|led)|holds? its own against|stacks? up (?:well )?(?:against|to)|as (?:good|fast|accurate|capable|powerful|strong|effective|efficient|reliable) as)\b(?! (?:with|up|made))"),
    rule(UP, "superior$", r"\bsuperior [^.;:(),]{0,40}?\b(?:compared (?:to|with)|relative to|over)"),
    rule(EVEN, "against$", r"\bperformance (?:even )?against\b"),
    rule(DOWN, "than$", rf"\b(?:{_BAD}) (?:(?!than)[\w'’-]+ ){{0,8}}than\b"),
    rule(OTHER, "than$|different$", rf"\b(?:{_PLAIN}) (?:(?!than)[\w-]+ ){{0,4}}than\b|\bdifferent from\b"),
    rule(UP, "than$", rf"\b(?:{_GOOD}) (?:(?!than)[\w'’-]+ ){{0,8}}than\b"),
    rule(DOWN, "inferior$", r"\binferior to\b"),
    rule(UP, "superior$|prefer", r"\b(?:superior|preferable|preferred) to\b"),
    rule(OTHER, "similar$|contrast$|unlike$", r"^(?:[A-Z]\w+, )?(?:Similar to|In contrast to|In contrast with)\b|\bUnlike\b", is_prefix=True),
    rule(EVEN, "like$", r"^(?:(?-i:[A-Z])\w+ly, |Moreover, |However, |Also, |Indeed, )?(?:Just like|Like)\b", is_prefix=True),
    rule(OTHER, "compared$|relative$", r"^(?:[A-Z]\w+, )?(?:Compared|Relative) (?:to|with)\b", is_prefix=True),
    rule(OTHER, "one$|second$|third$|fourth$|rank", r"\bone of the (?:most|best|largest|leading|biggest|top|fastest|first)\b|\b(?:second|third|fourth)-(?:most|largest|best|biggest|highest)\b|\brank(?:s|ed|ing)? (?:second|third|fourth|fifth|among|#[2-9]|No\. ?[2-9])", needs_object=False),
    rule(FIRST, "rank|first$|top$|number$|no$|#", r"\brank(?:s|ed|ing)? (?:as )?(?:first|#1|No\. ?1|number one|at the top|highest|top)\b|\b(?!in the first place\b)(?:at|in|takes?|took|taking|claim(?:s|ed|ing)?|hold(?:s|ing)?|secur(?:es|ed|ing)) (?:the )?(?:#1|No\. ?1|first|top|number one)(?: (?:place|spot|position|rank))?(?= (?:open|among|on|in|of(?! (?:the|your|my|our|its|a) (?:list|page|screen|hill|agenda|hour|line|mind|article)\b)|place|spot|position)\b)", needs_object=False),
    rule(FIRST, "lead|led$|dominat|tops?$", r"\b(?:lead(?:s|ing)?|led|dominat(?:es|ed|ing)|tops?) (?:the (?:market|field|pack|leaderboards?|industry|ranking|rankings|charts?|world|way)|all)\b", needs_object=False),
    rule(FIRST, _PRAISED, rf"\b(?:is|are|was|were|be|become|becomes|became|becoming|remains?|remained|as|named|considered|called|dubbed|has|have|had|achiev(?:e|es|ed|ing)|deliver(?:s|ed|ing)?|offer(?:s|ed|ing)?|post(?:s|ed|ing)|record(?:s|ed|ing)|turned in|show(?:s|ed|ing)?|set(?:s|ting)?|hit|reach(?:es|ed|ing)?|obtain(?:s|ed|ing)?|holds?|won|makes? (?:it|them)|—|–|,) (?:currently |now |by far |still |also |arguably |widely regarded as )?(?:the|[A-Z][\w'’]+['’]s|the world['’]s|world['’]s) (?:current |single |overall |world['’]s |(?:second|third)-)?(?:{_PRAISE})\b", needs_object=False),
    rule(FIRST, "sota$|art$", r"\b(?:SOTA|state[- ]of[- ]the[- ]art)\b(?= (?:performance|results?|scores?|accuracy|among|on|across|in|for)\b)|(?<=current )SOTA|\b(?:claim(?:s|ing|ed)?|achiev(?:es|ed|ing)?|reach(?:es|ed|ing)?|sets?|setting|new|become|is|are) (?:the |a |new |current )?(?:SOTA|state[- ]of[- ]the[- ]art)\b", needs_object=False),
    rule(FIRST, "biggest$|largest$|most$|best$", r"^The (?:biggest|largest|most (?!recent\b|likely\b|part\b)[a-z]+|best(?! of both\b))\b", needs_object=False),
    rule(FIRST, "won$|record$", r"\bwon (?:every|all)\b|\bwon the\b(?= (?:[\w'’-]+ ){0,5}(?:championships?|titles?|races?|tournaments?|competitions?|contests?|cup|league|finals?|gold medal|match|series|benchmark|category|round|election|tests?)\b)|\bnew (?:world )?record\b(?= (?:for|on|in|of)\b)", needs_object=False),
    rule(UP, "more$|better$|faster$|stronger$|cheaper$|smarter$|superior$|higher$", rf"\b(?:is|are|was|were|be|has|have|had|shows?|offers?|delivers?|provides?|achieves?|becomes?|became|makes? (?:it|them)) {_ADVERB}(?:more (?:resilient|suitable|consistent|powerful|accurate|efficient|robust|capable|reliable|advanced|effective|cost-effective|stable|affordable|secure|scalable|popular|versatile|precise)|better(?! off\b)|faster|stronger|cheaper|smarter|superior(?! to\b)|higher)\b(?! (?:than|and better)\b)", needs_object=False),
    rule(UP, "advantage|superiority$|further$|results?$", r"\b(?:demonstrates?|shows?|highlights?|underscores?) the (?:advantages?|superiority) of\b|\b(?:takes?|took) (?:it|this|that) (?:a step|one step|even) further\b|\bresults? in (?:higher|better|faster|lower)\b", needs_object=False),
    rule(OTHER, "compar|relative$|versus$|vs$|differ|benchmark|closer$|two$|similar$", r"\b(?:compared|in comparison|relative) (?:to|with)\b|\b(?:versus|vs\.?) (?=(?-i:[A-Z]))|\bcompar(?:es|ing) [\w .'-]{2,60}? (?:to|with|and)\b|\bdiffers? from\b|\bbenchmark(?:s|ed|ing)? [^.;]{2,200}? against\b|\bcloser(?<!get closer)(?<!getting closer)(?<!bring closer)(?<!brings closer)(?<!step closer)(?<!move closer)(?<!moved closer) to\b(?! home\b)|\bmore \w+ of the two\b|\bsimilar to (?=(?-i:[A-Z]))"),
)  # fmt: skip


_ANY_CUE = re.compile("|".join(rule.cues.pattern for rule in RULES))


@lru_cache(maxsize=16384)
def _cued_by(word: str) -> frozenset[int]:
    if not _ANY_CUE.match(word):
        return frozenset()
    return frozenset(number for number, rule in enumerate(RULES) if rule.cues.match(word))


def fit_rules(words: Iterable[str]) -> list[Rule]:
    """The rules that a sentence of these words (see `cues`) can hold, in their order."""
    numbers = frozenset().union(*map(_cued_by, words))
    return [RULES[number] for number in sorted(numbers)]
