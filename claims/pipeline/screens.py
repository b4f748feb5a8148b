"""STUB"""

from dataclasses import dataclass
from enum import StrEnum


class PageKind(StrEnum):
    PAGE = "page"
    CHALLENGE = "challenge"
    PAYWALL = "paywall"
    SOFT_404 = "soft_404"


@dataclass(frozen=True)
class PageVerdict:
    kind: PageKind = PageKind.PAGE
    signals: tuple = ()


def judge_page(*a, **k):
    return PageVerdict()
