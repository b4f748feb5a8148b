"""Outage phrases: the wordings of pages that stand in a site's place while it does not work, and of domains that are for sale."""

from __future__ import annotations

import re

_MAINTENANCE = re.compile(
    r"(?:scheduled|planned|routine|under|down for|undergoing|performing|site|system|server|essential|emergency) maintenance|maintenance (?:mode|in progress|work|page|break)|be (?:right )?back (?:soon|shortly|online|up and|in a|later|before)|be right back|"
    r"(?:temporarily|currently|momentarily) (?:unavailable|offline|closed|out of (?:service|order)|down)|(?:site|service|server|website|system|portal)s? (?:is|are) (?:unavailable|offline|down)|we(?:'re| are) (?:upgrading|updating|improving) (?:our|the) (?:site|website|servers?|systems?|platform)|"
    r"wartungs(?:arbeiten|modus|fenster|pause)|(?:vorübergehend|momentan|derzeit|zurzeit) nicht (?:erreichbar|verfügbar)|(?:gleich|bald|in kürze) wieder (?:da|für sie|erreichbar|online)|en (?:cours de )?maintenance|maintenance (?:en cours|programmée)|(?:momentanément|temporairement|actuellement) (?:indisponible|inaccessible)|de retour (?:bientôt|très vite|sous peu)|"
    r"en mantenimiento|(?:mantenimiento|tareas de mantenimiento) (?:programad|técnic)|(?:temporalmente|momentáneamente) (?:fuera de servicio|no disponible|inaccesible)|volve(?:mos|remos) (?:pronto|en breve|enseguida)|em manutenção|temporariamente (?:indisponível|fora do ar)|volta(?:mos|remos) (?:em breve|logo)|"
    r"in manutenzione|(?:temporaneamente|momentaneamente) non (?:disponibile|raggiungibile|accessibile)|torn(?:iamo|eremo) (?:presto|a breve|subito|online)|onderhouds?(?:werk|modus)|in onderhoud|tijdelijk (?:niet|buiten)|prace (?:techniczne|serwisowe|konserwacyjne)|przerwa techniczna|chwilowo niedostępn|"
    r"техническ\w{1,4} (?:работ|обслуживан)|временно (?:недоступ|не работает|закрыт)|bakım (?:çalışması|modu)|bakımda(?:dır|yız)?|(?:系统|网站|服务器|網站|系統|伺服器)?(?:正在)?(?:维护中|維護中|维护|維護)(?:，|。|,|$)|暂(?:时|停)(?:无法访问|服务)|メンテナンス中|メンテナンスのため|一時的に(?:ご利用|アクセス|停止)|점검 ?중|일시적으로 (?:사용|이용|접속)|تحت الصيانة|قيد الصيانة|غير متاح مؤقت"
)
_ERROR = re.compile(
    r"something (?:went|has gone) wrong|(?:unexpected|internal|unknown|server|application|fatal|unhandled|critical|database) (?:server )?(?:error|exception)|error (?:has )?(?:occurred|establishing)|error \(?50[0-9]|50[0-9] (?:error|internal|bad|service|gateway)|service unavailable|bad gateway|gateway time-?out|"
    r"uncaught (?:\w{1,30} )?(?:error|exception|typeerror)|parse error: syntax|warning: (?:include|require|mysqli?)|stack ?trace|traceback \(most recent|(?:experiencing|having) (?:some |a few )?(?:technical|temporary|server)? ?(?:difficult|issue|problem)|technical (?:difficulties|problem|issue)|please try again (?:later|in|shortly|soon)|"
    r"over capacity|heavy (?:load|traffic)|too many (?:connections|requests)|(?:rate|request|usage|api) (?:limit|quota) (?:has been |was |is )?(?:exceeded|reached)|exceeded (?:your|the) (?:\w{1,20} )?(?:rate|request|usage|api) (?:limit|quota)|quota exceeded|no healthy upstream|upstream connect error|bandwidth limit exceeded|(?:account|site|website) (?:has been |is )?suspended|"
    r"etwas (?:ist )?schief ?gelaufen|ein (?:unerwarteter |interner |technischer )?fehler (?:ist )?aufgetreten|technische (?:probleme|störung)|versuchen sie es (?:später|in)|une erreur (?:\w{1,20} )?(?:est survenue|s['’]est produite)|problème technique|réessayer (?:plus tard|ultérieurement)|"
    r"algo (?:salió|ha salido|ha ido|deu) (?:mal|errado)|ha ocurrido un error|se ha producido un error|ocorreu um erro|(?:inténtelo|inténtalo|tente) (?:de nuevo|novamente|más tarde)|qualcosa è andato storto|si è verificato un errore|riprova più tardi|er (?:is iets misgegaan|ging iets mis)|probeer het later|wystąpił błąd|spróbuj ponownie|"
    r"что-то пошло не так|произошла ошибка|попробуйте (?:позже|ещё раз)|bir hata oluştu|出错了|系统(?:错误|繁忙)|服务器(?:错误|繁忙)|请稍后(?:再试|重试)|エラーが発生|しばらくして(?:から)?|오류가 발생|잠시 후 다시|حدث خطأ|حاول مرة أخرى"
)
_PARKED = re.compile(
    r"(?:domain|website|web address)(?: name)? (?:\S{1,80} )?(?:is|may be|might be|could be|has been|was)(?: now| currently| recently| still| also)? (?:for sale|parked|available for (?:sale|purchase)|registered (?:at|with|by|through)|expired)|(?:buy|purchase|inquire about|make an offer (?:on|for)|get) this domain|domain (?:for sale|parking|is parked)|parked (?:free|domain|by|page)|"
    r"owner (?:of this domain )?has not (?:yet )?(?:uploaded|published|put)|(?:this|the) (?:site|website|web page|page) is (?:under construction|coming soon)|future home of (?:something|a)|default (?:web ?site |web ?server )?page|welcome to nginx|apache2? (?:\w{1,20} )?default page|it works!|index of /|sponsored listings|related searches|"
    r"diese domain (?:ist|steht|wurde)|domain (?:steht )?zum verkauf|domain erwerben|ce (?:nom de )?domaine est|domaine (?:est )?(?:à vendre|parqué)|este dominio (?:está|ha sido|se vende)|dominio (?:en venta|in vendita|aparcado)|questo dominio|este domínio|domínio à venda|deze domein(?:naam)?|domein(?:naam)? (?:is )?te koop|"
    r"домен (?:продаётся|продается|припаркован|не привязан)|купить (?:этот )?домен|域名(?:出售|转让|已)|此域名|このドメイン|ドメイン(?:は|の)(?:販売|売り)|도메인(?:은|이)? ?(?:판매|등록)"
)
_WAITING = re.compile(
    r"(?:(?:the )?(?:page|content|app|application|article|data) (?:is )?)?(?:loading|please wait|wird geladen|lädt|bitte warten|chargement|veuillez patienter|cargando|espere por favor|carregando|aguarde|caricamento|attendere|laden|even geduld|ładowanie|proszę czekać|загрузка|подождите|yükleniyor|加载中|正在加载|載入中|请稍候|読み込み中|ロード中|로딩 ?중|جار التحميل)"
    r"(?:[ ,.…!-]{0,5}(?:(?:the )?(?:page|content|app|application|article|data)|please wait|bitte warten|en cours|\d{1,3} ?%))?[ .…!]{0,5}",
    re.IGNORECASE,
)
_MAX_LINE = 60
_MIN_SENTENCE_WORDS = 9
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)\]]{0,3}$")


def says_out_of_service(text: str) -> bool:
    """Whether a normalised text says that the site is being worked on."""
    return bool(_MAINTENANCE.search(text))


def says_failed(text: str) -> bool:
    """Whether a normalised text is about an error of the site's own."""
    return bool(_ERROR.search(text))


def says_parked(text: str) -> bool:
    """Whether a normalised text is about a domain that has no site, or none any more."""
    return bool(_PARKED.search(text))


def is_waiting(text: str) -> bool:
    """Whether a line of the text is nothing but "Loading…", and no line is a sentence."""
    lines = [line.strip() for line in text.splitlines()]
    is_loading = any(len(line) <= _MAX_LINE and _WAITING.fullmatch(line) for line in lines)
    return is_loading and not any(map(_is_sentence, lines))


def _is_sentence(line: str) -> bool:
    is_long = len(line.split(None, _MIN_SENTENCE_WORDS)) >= _MIN_SENTENCE_WORDS
    return is_long and bool(_SENTENCE_END.search(line))
