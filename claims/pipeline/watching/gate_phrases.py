"""Gate phrases: the wordings of age gates, region blocks, logins and "moved" notices that stand in a page's place."""

from __future__ import annotations

import re

_AGE = re.compile(
    r"(?:are|confirm (?:that )?you(?:'re| are)|verify (?:that )?you(?:'re| are)|must be)(?: you)?(?: at least| over| of)?(?: the)? (?:18|19|21|legal(?: drinking)? age)|(?:verify|confirm) your age|age (?:verification|gate|check|restricted)|(?:enter|provide) your (?:date of birth|birth ?date)|"
    r"(?:sind sie|bist du) (?:mindestens|über|schon|bereits) (?:über )?1[68]|(?:nur )?für erwachsene (?:bestimmt|geeignet)|alters(?:prüfung|verifikation|nachweis|beschränk)|avez-vous (?:plus de |au moins )?18|vérif\w+ (?:de )?(?:l['’]|votre )âge|majeur\(?e?\)? ?\?|(?:eres|es usted|soy) mayor de (?:18|edad)|verifi\w+ (?:de (?:la |tu |su )?|tu |su )edad|"
    r"(?:tem|tenho|você tem) (?:mais de )?18 anos|maior de (?:idade|18)|verifi\w+ (?:de |sua )idade|(?:hai|ho) (?:più di |almeno )?18 anni|sei maggiorenne|verifica dell['’]età|вам (?:уже )?(?:есть|исполнилось) 18|подтвердите (?:свой )?возраст|"
    r"(?:年满|已满|滿) ?18|确认(?:您的)?年龄|18 ?歳以上|年齢確認|هل عمرك|تأكيد العمر|18 ?(?:वर्ष|साल) (?:या|से)|만 ?19세|ben je (?:al |ouder dan )?18"
)
_REGION = re.compile(
    r"(?:not|isn't|is not|currently not|no longer)(?: currently)? (?:available|accessible) (?:in|from|to (?:visitors|readers|users|people) (?:in|from)) (?:your|the|this|most) (?:country|region|location|area|european|territory|eu\b)|unavailable in your (?:country|region|location|area)|"
    r"(?:from|in) (?:a country belonging to|the) (?:the )?european economic area|geo-?(?:blocked|restricted)|unavailable due to legal reasons|in (?:ihre[rm]|deine[rm]) (?:land|region) (?:\w+ ){0,2}nicht (?:verfügbar|zugänglich|abrufbar)|nicht (?:in ihre[rm] (?:land|region)) verfügbar|"
    r"(?:pas|indisponible|plus) ?(?:disponible |accessible )?dans votre (?:pays|région)|no (?:está|se encuentra) disponible en (?:tu|su) (?:país|región|ubicación|zona)|não está disponível (?:no seu país|na sua região)|non (?:è )?disponibile nel tuo paese|недоступ\w{1,3} (?:в|для) (?:вашем|вашей|вашего) (?:регион|стран)|"
    r"(?:您|你)所在的?(?:国家|地区|國家|地區|区域)|お住まいの(?:国|地域)|غير متاح[ة]? في (?:بلدك|منطقتك|دولتك)|आपके (?:देश|क्षेत्र) में उपलब्ध नहीं|귀하의 (?:국가|지역)|niet beschikbaar in (?:jouw|uw) (?:land|regio)"
)
_LOGIN = re.compile(
    r"(?:log|sign) in to (?:your account|continue|view|read|see|access)|please (?:log|sign) in|you (?:must|need to) (?:be )?(?:log(?:ged)?|sign(?:ed)?) in|forgot(?:ten)? (?:your |my )?password|(?:log|sign) in with (?:google|email|your)|continue with (?:google|apple|microsoft|facebook|sso)|"
    r"bitte (?:melden sie sich an|loggen)|passwort vergessen|(?:veuillez )?vous (?:connecter|identifier)|connectez-vous|mot de passe oublié|inici[ae]r? sesión|(?:olvidaste|olvidó) (?:tu|su) contraseña|faça (?:o )?login|esquec(?:eu|i) (?:a |sua |minha ){0,2}senha|"
    r"accedi (?:al|per)|password dimenticata|войдите|войти в (?:аккаунт|систему)|забыли пароль|请(?:先)?登[录錄]|忘记密码|ログインしてください|パスワードをお忘れ|تسجيل الدخول|نسيت كلمة|लॉग ?इन करें|পাসওয়ার্ড ভুলে|비밀번호를 잊|wachtwoord vergeten"
)
_PASSWORD = re.compile(
    r"[^\S\n]{0,9}(?:your |ihr |dein |tu |su |votre )?(?:password|pass ?phrase|passwort|kennwort|mot de passe|contraseña|senha|palavra-passe|wachtwoord|hasło|heslo|lösenord|adgangskode|salasana|şifre|parola|пароль|密码|密碼|パスワード|비밀번호|mật khẩu|كلمة (?:المرور|السر)|पासवर्ड|পাসওয়ার্ড)[^\S\n]{0,9}[:*]{0,3}[^\S\n]{0,9}",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:this |the )?(?:page|site|article|content|document|website|blog) (?:has|have|was|is) (?:been )?(?:permanently )?(?:moved|relocated|migrated)|we(?:'ve| have) moved|moved permanently|(?:if )?you are (?:not )?(?:being )?(?:automatically )?redirected|redirecting (?:you )?to|has a new (?:address|home)|"
    r"seite (?:ist|wurde) (?:umgezogen|verschoben)|wir sind umgezogen|page a (?:été déplacée|déménagé|changé d['’]adresse)|vous allez être redirigé|página (?:se ha (?:movido|trasladado|mudado)|ha (?:cambiado|sido)|foi (?:movida|transferida))|(?:será|serás|sera) redirigid|"
    r"pagina (?:è stata spostata|si è trasferita)|страница (?:перемещена|переехала|была перемещена)|(?:页面|本页|网站|頁面|本站)已?经?(?:移动|迁移|搬家|转移|移至|搬遷)|(?:ページ|サイト)は(?:移動|移転)|تم نقل (?:هذه )?(?:الصفحة|الموقع)|(?:पृष्ठ|पेज|साइट).{0,12}स्थानांतरित|페이지가 이동|pagina is verhuisd"
)


def asks_for_age(text: str) -> bool:
    """Whether a normalised text asks how old its reader is."""
    return bool(_AGE.search(text))


def refuses_region(text: str) -> bool:
    """Whether a normalised text says that its page is not shown in the reader's country."""
    return bool(_REGION.search(text))


def asks_for_login(text: str) -> bool:
    """Whether a normalised text asks its reader to sign in."""
    return bool(_LOGIN.search(text))


def has_password_field(text: str) -> bool:
    """Whether a line of the text is nothing but the label of a field for a password."""
    return any(_PASSWORD.fullmatch(line) for line in text.splitlines())


def says_moved(text: str) -> bool:
    """Whether a normalised text says that its page stands elsewhere now."""
    return bool(_MOVED.search(text))
