"""Interstitial phrases: the wordings of bot checks, consent walls, paywalls and "not found" pages."""

from __future__ import annotations

import re

from claims.pipeline.fingerprint import normalise

_PARTS = re.compile(r"\s[|·•»:–—-]\s|\s?[|»]\s?")

# A title, or a part of it, that is nothing but this.
_CHALLENGE_TITLES = frozenset(
    (
        "just a moment", "one moment, please", "einen moment", "nur einen moment", "un instant", "un momento", "um momento",
        "een moment geduld", "один момент", "请稍候", "しばらくお待ちください", "잠시만 기다리십시오",
        "attention required", "checking your browser", "checking you are not a bot", "making sure you're not a bot",
        "verifying you are human", "verify you are human", "human verification", "bot verification", "robot check",
        "are you a robot?", "robot or human?", "security check", "security checkpoint", "vercel security checkpoint",
        "access denied", "access to this page has been denied", "request rejected", "pardon our interruption",
        "client challenge", "ddos-guard", "captcha", "安全验证", "人机验证", "访问验证", "проверка браузера",
    )
)  # fmt: skip
_CHALLENGE_WORDS = (
    "verify you are human", "verify that you are human", "verifying you are human", "verify you are not a", "verify that you are not a",
    "confirm you are human", "confirm that you are human", "confirm you are a human", "prove you are human", "not a robot", "not a bot",
    "enable javascript and cookies to continue", "turn javascript on and reload", "enable javascript to get past this challenge",
    "enable javascript to run this app", "checking your browser before", "checking if the site connection is secure",
    "review the security of your connection", "complete the security check", "complete the captcha", "solve the captcha",
    "unusual traffic from your", "unusual activity from your", "made us think you were a bot", "press & hold to confirm",
    "incapsula incident id", "ddos protection by", "performance & security by cloudflare", "protected by anubis",
    "your browser will redirect to your requested content", "you don't have permission to access", "the requested url was rejected",
    "bestätigen sie, dass sie ein mensch", "vérifiez que vous êtes humain", "verifica que eres humano", "verifica di essere umano",
    "подтвердите, что вы не робот", "请完成安全验证", "确认您是真人", "ロボットではありません",
)  # fmt: skip
_CONSENT_SUBJECTS = (
    "cookie", "our partners", "unsere partner", "nos partenaires", "your privacy", "your consent", "privacy choices", "gdpr", "datenschutz", "einwilligung", "rgpd", "vie privée",
    "privacidad", "privacidade", "prywatność", "soukromí", "çerez", "evästeet", "файлы cookie", "隐私", "クッキー", "プライバシー", "쿠키", "ملفات تعريف الارتباط",
)  # fmt: skip
_CONSENT_CHOICES = (
    "accept all", "accept cookies", "accept and continue", "i accept", "i agree", "got it", "agree and", "reject all", "manage options",
    "manage preferences", "manage settings", "privacy settings", "alle akzeptieren", "akzeptieren und weiter", "zustimmen", "tout accepter",
    "j'accepte", "accepter et continuer", "aceptar", "aceitar", "accetta", "accepteren", "akkoord", "принять", "akceptuj", "zgadzam się", "przejdź do serwisu", "souhlasím", "přijmout", "kabul et", "godkänn", "hyväksy", "接受", "同意", "동의", "قبول", "موافق",
)  # fmt: skip
_SUBSCRIBE_WORDS = (
    "subscribe to continue", "subscribe to read", "subscribe to keep reading", "subscribe to unlock", "subscribe now to", "continue reading with",
    "to continue reading", "to keep reading", "to read the full", "to read this article", "already a subscriber", "already a member", "subscribers only", "for subscribers",
    "subscriber-only", "subscriber exclusive", "become a subscriber", "start your free trial", "create a free account", "register to continue",
    "sign in to continue", "log in to continue", "members only", "member-only", "you have reached your", "free articles", "premium article",
    "jetzt abonnieren", "weiterlesen mit", "nur für abonnenten", "réservé aux abonnés", "abonnez-vous", "déjà abonné", "para suscriptores",
    "suscríbete para", "ya eres suscriptor", "abbonati per", "riservato agli abbonati", "exclusivo para assinantes", "já é assinante",
    "voor abonnees", "al abonnee", "оформите подписку", "доступно по подписке", "订阅后", "会员专享", "会員限定", "有料会員",
)  # fmt: skip
_NOT_FOUND_TITLES = frozenset(
    ("404", "404 not found", "not found", "404 error", "error 404", "http 404", "404 page", "page 404", "oops", "oops!", "gone", "410 gone",
     "nicht gefunden", "introuvable", "no encontrado", "não encontrado", "non trovato", "niet gevonden", "не найдено")
)  # fmt: skip
_NOT_FOUND_WORDS = (
    "page not found", "page was not found", "page could not be found", "page cannot be found", "page can't be found", "page can’t be found",
    "can't find that page", "can't find this page", "can't find the page", "couldn't find that page", "couldn't find this page", "couldn't find the page",
    "page you requested", "page you are looking for", "page you're looking for", "page you were looking for", "page does not exist",
    "page doesn't exist", "page no longer exists", "page is no longer available", "page is not available", "page isn't available", "page is missing",
    "article not found", "article is no longer available", "story is no longer available", "content not found", "content is no longer available", "file not found", "404 not found", "error 404",
    "seite nicht gefunden", "seite wurde nicht gefunden", "seite konnte nicht gefunden", "seite existiert nicht", "page introuvable", "page non trouvée",
    "page n'existe pas", "page demandée", "página no encontrada", "página no existe", "no se encontró la página", "no se ha encontrado la página",
    "página não encontrada", "página não existe", "página não foi encontrada", "pagina non trovata", "pagina non esiste", "pagina niet gevonden",
    "pagina bestaat niet", "strona nie została znaleziona", "nie znaleziono strony", "страница не найдена", "страница не существует", "такой страницы нет",
    "页面不存在", "页面未找到", "找不到页面", "頁面不存在", "找不到頁面", "ページが見つかりません", "ページは存在しません",
    "페이지를 찾을 수 없", "존재하지 않는 페이지", "sayfa bulunamadı", "sidan hittades inte", "siden blev ikke fundet",
)  # fmt: skip


def is_challenge_title(title: str) -> bool:
    """Whether the title is that of a bot check."""
    return not _CHALLENGE_TITLES.isdisjoint(_parts(title))


def is_not_found_title(title: str) -> bool:
    """Whether the title says that there is no such page."""
    return not _NOT_FOUND_TITLES.isdisjoint(_parts(title)) or _holds(normalise(title), _NOT_FOUND_WORDS) > 0


def challenge_phrases(text: str) -> int:
    """How many different phrases of bot checks are in a normalised text."""
    return _holds(text, _CHALLENGE_WORDS)


def asks_for_consent(text: str) -> bool:
    """Whether a normalised text speaks of cookies or privacy and offers a choice."""
    return _holds(text, _CONSENT_SUBJECTS) > 0 and _holds(text, _CONSENT_CHOICES) > 0


def subscribe_phrases(text: str) -> frozenset[str]:
    """The phrases of a normalised text that ask for a subscription or an account to read on."""
    return frozenset(phrase for phrase in _SUBSCRIBE_WORDS if phrase in text)


def says_not_found(text: str) -> bool:
    """Whether a normalised text says that there is no such page."""
    return _holds(text, _NOT_FOUND_WORDS) > 0


def _holds(text: str, phrases: tuple[str, ...]) -> int:
    return sum(phrase in text for phrase in phrases)


def _parts(title: str) -> set[str]:
    """The title and its parts ("Just a moment… | Site"), without the dots at their ends."""
    parts = [title, *_PARTS.split(title)]
    return {normalise(part).strip(" .!…") for part in parts} | {normalise(part) for part in parts}
