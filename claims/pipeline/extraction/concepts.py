"""Concepts: capitalised words that name no entity: general terms, units, parts of a document."""

from __future__ import annotations

import re

from claims.pipeline.extraction.cues import cues
from claims.pipeline.extraction.magnitudes import UNIT_WORD

# Abbreviations of what exists many times.
_ACRONYMS = cues(
    "ai agi asi ml dl nlp nlu llm llms slm slms vlm vlms lmm lmms gpu gpus cpu cpus tpu tpus npu npus rag api apis sdk sdks cli ide ides ui ux gui os saas "
    "paas iaas b2b b2c iot vr ar xr mr ev evs hev phev suv suvs tv tvs pc pcs pdf pdfs url urls http https html css json xml yaml csv sql ram rom ssd hdd "
    "usb gps led oled lcd hdr uhd fhd ocr tts asr stt kpi kpis roi cagr yoy mom qoq gdp cpi ipo ipos vc vcs pe m&a r&d hr pr it faq q&a ceo ceos cto cfo "
    "coo dna rna mrna mri ct er icu ngo ngos sme smes esg co2 cop 2d 3d 4d 4k 8k 2k 3g 4g 5g 6g wifi wi-fi www ip vpn sms mms id ids pin atm dc ac am pm bc "
    "ad us$ etf etfs nft nfts dao sku skus oem oems qa ci cd devops"
)
_WORDS = cues(
    "artificial intelligence machine learning deep reinforcement supervised unsupervised generative agentic conversational natural language languages "
    "processing understanding generation large small model models computer vision visual image images video videos audio speech text code coding data "
    "science engineering analytics big cloud computing quantum edge neural network networks chatbot chatbots agent agents assistant assistants copilots "
    "open source open-source open-weight closed multimodal foundation frontier reasoning training inference pre-training post-training fine-tuning "
    "benchmark benchmarks dataset datasets software hardware internet web website app apps application applications system systems technology technologies "
    "tech digital transformation automation robotics cybersecurity blockchain metaverse search engine engines tool tools platform platforms service "
    "services product products startup startups industry industries market markets enterprise business expert experts human humans general-purpose prompt "
    "prompts token tokens parameter parameters transformer transformers attention mixture context window memory efficiency performance accuracy quality "
    "safety ethics alignment governance regulation policy policies privacy security fourth industrial revolution supply chain things electric vehicles "
    "smart home renewable energy clean climate change virtual augmented extended mixed reality paper papers tweet tweets blog post posts link links article "
    "articles news video-editing"
)
# Words that describe a sentence's beginning rather than name anything: "Growth was 3%", "Turnout is low".
_ABSTRACT = re.compile(
    r"(?:[A-Z][a-z]+(?:tion|sion|ment|ness|ship|ism|ity|ance|ence|ancy|ency|hood|ology|ics|ings?)|(?:Growth|Turnout|Revenues?|Sales|Profits?|Income|Earnings|Prices?|Costs?|Shares?|Stocks?|Support|Demand|Supply|Output|Exports?|Imports?|Wages?|Rents?|"
    r"Rates?|Yields?|Trade|Traffic|Crime|Births?|Deaths?|Debt|Spending|Savings|Rainfall|Temperatures?|Rescuers?|Officials?|Police|Researchers?|Scientists?|Analysts?|Investors?|Users?|Customers?|Workers?|Employees?|Voters?|Residents?|Students?|"
    r"Teachers?|Doctors?|Patients?|Women|Men|Children|People|Critics|Experts|Members|Version|Article|Section|Chapter|Figure|Table|Page|Regulation|Directive|Everyone|Anyone|Someone|Nobody|Everything|Nothing))"
)
_NUMBERED = re.compile(
    r"(?:Appendix|Annex|Article|Apartment|Bus|Chapter|Clause|Class|Day|Equation|Exhibit|Exit|Figure|Flight|Floor|Gate|Grade|Group|Issue|Lane|Level|Line|Lot|Note|Number|No\.|Page|Paragraph|Part|Phase|Platform|Question|Release|Room|Round|Route|"
    r"Row|Rule|Schedule|Season|Section|Series|Stage|Step|Suite|Table|Terminal|Tier|Track|Train|Unit|Version|Volume|Week|Year|Zone) (?:[A-Z]{1,3} ?)?[\dIVX.]{1,8}[a-z]?"
)
_AMOUNT = re.compile(
    rf"(?:\d{{1,6}})?{UNIT_WORD.pattern}" + r"|(?:Rs|USD|EUR|GBP|CNY|RMB|INR|JPY|CHF)\.?(?: [\d.,]+)?"
    r"|\d+(?:\.\d+)?(?:[KMBTkmbtxX]|[KMGT]B)?(?:-[a-z]+)*|[A-Z]|I"
)
_ADJECTIVE = re.compile(
    r"[A-Z]+-[a-z]+(?:ed|en|like|style|level|specific|native)|(?:Chin|Japan|Portugu|Vietnam|Taiwan)ese|English|French|Spanish|German|Italian|Russian|Korean|Thai|Arabic|American|Western|Eastern|European|Asian|African|Indian|British|Dutch|Swedish|Turkish|"
    r"Canadian|Australian|Brazilian|Mexican|Israeli|Iranian|Ukrainian"
)
# "Zyphra AI" is a firm, "Generative AI" and "Chinese AI" are not.
_KIND_OF_AI = re.compile(
    r"[A-Z][\w-]{0,20}(?:ive|ic|al|ble|ing|ed|ese|an|ern|ent|ise|ier|ish|ant|ary|ous|er|en) AI"
)
# Months in the languages that write them with a capital within a sentence, English and German.
_DATE = re.compile(
    r"(?:(?:Ab|Anfang|Bis|Ende|Im|Mitte|Seit|Zum)[ \u00a0])?(?:Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember|January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:[ \u00a0](?:19|20)\d\d)?"
)
_PART = re.compile(r"[ \u00a0/&-]+")


def is_concept(words: str) -> bool:
    """True for words that name no entity, although they are written with capitals."""
    return bool(
        _AMOUNT.fullmatch(words)
        or _ADJECTIVE.fullmatch(words)
        or _NUMBERED.fullmatch(words)
        or _KIND_OF_AI.fullmatch(words)
        or _DATE.fullmatch(words)
        or _is_general(words)
    )


def is_acronym(word: str) -> bool:
    """True for the abbreviation of what exists many times: "AI", "GPUs"."""
    folded = word.casefold()
    return folded in _ACRONYMS or folded.removesuffix("s") in _ACRONYMS


def is_abstract(word: str) -> bool:
    """True for a common noun that has its capital from the sentence: "Turnout was 61%"."""
    return _ABSTRACT.fullmatch(word) is not None


def _is_general(words: str) -> bool:
    """True if every word is a general one: "Artificial Intelligence", "AI Agents", "3D"."""
    return is_acronym(words) or all(
        part in _WORDS or part in _ACRONYMS for part in _PART.split(words.casefold()) if part
    )
