"""Gate phrases: what age gates, region blocks, logins and "moved" notices say, in the most used languages."""

import pytest

from claims.pipeline.fingerprint import normalise
from claims.pipeline.watching.gate_phrases import asks_for_age, asks_for_login, refuses_region, says_moved

PHRASES = {
    asks_for_age: [
        "Are you over 18?", "Bist du schon 18?", "Die Inhalte sind nur für Erwachsene bestimmt.", "Please verify your age.", "Sind Sie mindestens 18 Jahre alt?", "Avez-vous plus de 18 ans ?",
        "¿Eres mayor de edad?", "Você tem mais de 18 anos?", "Вам уже исполнилось 18 лет?", "您是否年满18岁？", "18歳以上ですか",
    ],
    refuses_region: [
        "This content is not available in your region.", "Sorry, this site is currently not available to visitors from the European Union.",
        "Dieser Inhalt ist in Ihrem Land nicht verfügbar.", "Das Video ist in deinem Land leider nicht abrufbar.", "Ce contenu n'est pas disponible dans votre pays.",
        "Este contenido no está disponible en tu país.", "Материал недоступен в вашем регионе.", "您所在的地区无法访问", "هذا المحتوى غير متاح في بلدك",
    ],
    asks_for_login: [
        "Please log in.", "Continue with Google", "Forgot your password?", "Passwort vergessen?", "Mot de passe oublié ?", "Iniciar sesión", "Esqueceu a sua senha?",
        "Забыли пароль?", "请先登录", "ログインしてください", "نسيت كلمة المرور؟",
    ],
    says_moved: [
        "This page has moved.", "If you are not redirected, click here.", "Diese Seite ist umgezogen.", "Cette page a été déplacée.",
        "Esta página se ha movido.", "Страница перемещена.", "本页面已迁移", "このページは移動しました",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("says", "phrase"), [(says, one) for says, many in PHRASES.items() for one in many])
def test_a_phrase_is_known(says, phrase):
    assert says(normalise(phrase))


@pytest.mark.parametrize("says", PHRASES)
def test_prose_says_none_of_it(says):
    prose = "The company moved its offices in March, and 18 people of the region logged the hours that were available to them."

    assert not says(normalise(prose))
