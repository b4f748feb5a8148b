from __future__ import annotations
import socket, threading, time
from datetime import timedelta
import pytest
from django.utils import timezone
from django.db import connection, transaction
from claims.models import *
from claims.errors import *
from claims.values import *
from claims.services import capture, ingest, sources, refresh, lease, record, catalogue, citations, clean, endpoints, events, publish, notify, curate, store
from tests.claims.services.rows import ACTOR, NOW, captured_citations, claim_of, ARTICLE
from tests.claims.services.test_refresh import Site, site, cite, look_again, PAGE

pytestmark = pytest.mark.django_db
NEWS = "<html><head><title>Birds</title></head><body><article>" + PAGE + "</article></body></html>"

def test_cited_source_then_posted_as_article(site):
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    r = ingest.submit_article(url=f"{site.url}/kestrel", actor=ACTOR)
    print(r.accepted, Source.objects.get().next_check_at - timezone.now())
    refresh.refresh_due_sources()
    print("after own:", Article.objects.get(pk=r.article.pk).state)
    look_again()
    a = Article.objects.get(pk=r.article.pk)
    assert a.state == "captured"

def test_posted_unreadable_then_url(site):
    site.pages["/news"] = (200, NEWS)
    url = f"{site.url}/news"
    ingest.submit_article(url=url, content="<html><body></body></html>", content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()
    refresh.refresh_due_sources()
    assert Article.objects.get().state == "failed"
    r = ingest.submit_article(url=url, actor=ACTOR)
    assert r.accepted
    look_again()
    assert Article.objects.get().state == "captured"

def test_same_content_after_failed_other():
    url = "https://news.example.org/x"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    ingest.submit_article(url=url, content="<html><body></body></html>", content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()
    assert Article.objects.get().state == "failed"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    assert Article.objects.get().state == "captured"

def test_long_host():
    host = ".".join(["a"*60]*5) + ".example.org"
    with pytest.raises(InputError):
        ingest.submit_article(url=f"https://{host}/x", actor=ACTOR)

def test_long_host_in_sources():
    host = ".".join(["a"*60]*5) + ".example.org"
    text = f"A paper\n\nKestrel-2 has 9 billion parameters.[1]\n\nSources\n1. https://{host}/x\n"
    ingest.submit_article(content=text, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    assert Article.objects.get().state == "captured"

def test_clean_two_redeliveries():
    ep, _ = endpoints.register_endpoint(url="https://hooks.example.org/", event_types=["*"], actor=ACTOR)
    print("published", publish.publish_events(), Event.objects.values_list("type","seq"), Endpoint.objects.values())
    d = Delivery.objects.first()
    Delivery.objects.update(state="delivered", next_attempt_at=None)
    endpoints.redeliver(d.pk, actor=ACTOR)
    endpoints.redeliver(d.pk, actor=ACTOR)
    Delivery.objects.filter(pk=d.pk).update(created_at=timezone.now()-timedelta(days=31))
    clean.clean_up()

def test_long_user_name():
    citations.add_citation(claim_of().pk, url="https://example.org/a", actor=Actor("user", "u"*150))

def test_publisher_name_with_space():
    catalogue.create_publisher(name="The Paper", actor=ACTOR)
    with pytest.raises(ConflictError):
        catalogue.create_publisher(name=" the paper ", actor=ACTOR)

@pytest.mark.parametrize("a,b", [("Stra\u1e9ee", "Stra\u00dfe"), ("\u212aelvin", "Kelvin"), ("\u0130stanbul", "istanbul"), ("DAILY \u03a3\u03a3", "daily \u03c3\u03c2"), ("ǅ","ǆ")])
def test_publisher_fold(a, b):
    with connection.cursor() as c:
        c.execute("select datcollate, datctype, datlocprovider from pg_database where datname=current_database()")
        print(c.fetchone())
    catalogue.ensure_publisher(a, actor=ACTOR, now=NOW)
    catalogue.ensure_publisher(b, actor=ACTOR, now=NOW)

def test_prefix_only_change():
    c, _ = citations.add_citation(claim_of().pk, url="https://example.org/a", passage=Passage("Kestrel flies."), actor=ACTOR)
    citations.update_citation(c.pk, passage=Passage("Kestrel flies.", "In spring "), actor=ACTOR)
    assert Citation.objects.get().passage_prefix == "In spring "

@pytest.mark.parametrize("bad", ["\x00", "&#0;", "&#xD800;", "\udc80"])
def test_bad_characters_in_page(site, bad):
    page = NEWS.replace("describes its", f"des{bad}cribes its").replace("Birds", f"Bi{bad}rds").replace("tokens of", f'<a href="http://example.org/{bad}a">tokens</a>{bad} of')
    site.pages["/news"] = (200, page) if bad != "\udc80" else (200, page.replace("\udc80", ""))
    ingest.submit_article(url=f"{site.url}/news", actor=ACTOR)
    refresh.refresh_due_sources()
    assert Article.objects.get().state == "captured", Article.objects.get().failure
    assert Source.objects.get(article__isnull=False).link_state == "live"

@pytest.mark.parametrize("ct", ["text/html", "text/markdown", "text/plain"])
def test_bad_characters_posted(ct):
    body = "<p>Kestrel-2 has 9 billion &#0; parameters &#xD800; [x](http://example.org/&#0;).[1]</p>\n\n## Sources\n\n1. https://example.org/&#xD800;\n"
    ingest.submit_article(content=body, content_type=ct, actor=ACTOR)
    capture.capture_due_submissions()
    assert Article.objects.get().state == "captured", Article.objects.get().failure

def test_surrogate_posted():
    with pytest.raises(InputError):
        ingest.submit_article(content="Kestrel \ud800 flies", content_type="text/plain", actor=ACTOR)

def raw_site(headers: bytes, body: bytes):
    s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(5)
    def run():
        while True:
            try: c, _ = s.accept()
            except OSError: return
            c.recv(65536)
            c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(body) + headers + b"Connection: close\r\n\r\n" + body)
            c.close()
    threading.Thread(target=run, daemon=True).start()
    return s, s.getsockname()[1]

@pytest.mark.parametrize("h", [b'ETag: "\xff\xfe"\r\nContent-Type: text/html\r\n', b'Content-Type: text/html\r\nLast-Modified: \xff\xfe\r\n', b'Content-Type: text/h\xfftml\r\n', b'Content-Type: text/html; charset=\xff\r\n'])
def test_weird_headers(site, h):
    s, port = raw_site(h, PAGE.encode())
    sources.register_source(f"http://127.0.0.1:{port}/", actor=ACTOR)
    refresh.refresh_due_sources()
    s.close()
    assert SourceCheck.objects.count() == 1
    print(SourceCheck.objects.get().outcome, SourceCheck.objects.get().detail)

def test_state_changes_event_when_settled():
    url = "https://news.example.org/x"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    ingest.submit_article(url=url, content="<html><body></body></html>", content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()
    n = Event.objects.count()
    ingest.submit_article(url=url, content=ARTICLE+"\n\n\n", content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    assert Article.objects.get().state == "captured"
    assert Event.objects.count() > n

def test_older_submission_retried_does_not_overwrite():
    url = "https://news.example.org/x"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    Submission.objects.update(next_attempt_at=timezone.now()+timedelta(seconds=90))
    ingest.submit_article(url=url, content=ARTICLE.replace("9 billion", "10 billion"), content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    Submission.objects.update(next_attempt_at=timezone.now())
    capture.capture_due_submissions()
    capture.capture_due_submissions()
    assert "10 billion" in Article.objects.get().current_version.text

def test_curators_source_survives_new_version():
    url = "https://news.example.org/x"
    text = ARTICLE + "\n\nSources\n1. https://example.org/wrong\n2. https://example.org/two\n"
    ingest.submit_article(url=url, content=text, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    c = Citation.objects.filter(label="1").first()
    citations.resolve_citation(c.pk, url="https://example.org/right", actor=ACTOR)
    ingest.submit_article(url=url, content=text.replace("A paper", "A new paper"), content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    assert Citation.objects.filter(pk=c.pk).exists()

def test_position_follows():
    url = "https://news.example.org/x"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    ingest.submit_article(url=url, content=ARTICLE.replace("MMLU.[1][2]", "MMLU.[3][1][2]"), content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    assert [(c.label, c.position) for c in Citation.objects.filter(claim__text__contains="outperforms").order_by("position", "label")] == [("3",0),("1",1),("2",2)]

def test_entity_parent_event():
    a = catalogue.create_entity(name="Kestrel", kind="model", actor=ACTOR)
    b = catalogue.create_entity(name="Kestrel-2", kind="model", actor=ACTOR)
    catalogue.update_entity(b.pk, changes={"parent": a.pk}, actor=ACTOR)
    print(Event.objects.get(type="entity.updated").changes)
    assert "parent" in Event.objects.get(type="entity.updated").changes

def test_re_read_with_new_reader_is_silent(site):
    site.pages["/kestrel"] = (200, PAGE)
    cite(site)
    refresh.refresh_due_sources()
    Source.objects.update(extractor_version="rules-0")
    look_again()
    print(SourceCheck.objects.first().outcome, Source.objects.get().changed_at, Source.objects.get().interval_seconds)
    assert Source.objects.get().changed_at is None

def test_article_created_in_flight(site):
    site.pages["/kestrel"] = (200, PAGE)
    sources.register_source(f"{site.url}/kestrel", actor=ACTOR)
    taken = lease.lease_due_sources(1)[0]
    r = ingest.submit_article(url=f"{site.url}/kestrel", actor=ACTOR)
    page = Page(url=f"{site.url}/kestrel", final_url=f"{site.url}/kestrel", status=200, body=PAGE.encode(), content_type="text/html", charset="utf-8", etag="", last_modified="", hops=(), elapsed_ms=1)
    refresh.finish(taken, page)
    print(Source.objects.get().next_check_at - timezone.now())
    refresh.refresh_due_sources()
    assert Article.objects.get().state == "captured"

def test_merged_claims_survivor_seen():
    text = "A paper\n\nKestrel-2 has 9 billion parameters.\n"
    ingest.submit_article(content=text, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    c = Claim.objects.get()
    t = claim_of("target")
    Claim.objects.filter(pk=c.pk).update(status="merged", merged_into=t)
    ingest.submit_article(content=text.replace("A paper", "Another"), content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    assert Appearance.objects.filter(claim=t).count() == 1
    assert Claim.objects.get(pk=t.pk).last_seen_at > NOW
