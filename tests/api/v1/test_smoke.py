import pytest
from tests.factories import *
from claims.pipeline.identity import type_id

def test_all(admin, reader, anonymous):
    a = make_article(); c = make_claim(); make_proposition(c); ap = make_appearance(c, a); ci = make_citation(c, appearance=ap); make_review(c)
    s = ci.source; make_check(s); sn = make_snapshot(s); e = make_event(1); d = make_delivery(event=e); make_entity(); make_publisher()
    tid = lambda n, r: f"/{type_id(n, r.pk)}"
    paths = ["/articles","/claims","/appearances","/citations","/sources","/entities","/publishers","/reviews","/events","/webhook-endpoints","/webhook-deliveries",
     "/articles"+tid("article",a), "/articles"+tid("article",a)+"/versions","/articles"+tid("article",a)+"/versions/1","/claims"+tid("claim",c)+"?expand=appearances.article,citations.source,citations.claim,reviews",
     "/claims?expand=appearances,citations.source&count=exact&q=outperforms&sort=last_seen_at", "/citations"+tid("citation",ci)+"?expand=source,claim",
     "/sources"+tid("source",s),"/sources"+tid("source",s)+"/checks","/sources"+tid("source",s)+"/snapshots","/sources"+tid("source",s)+"/snapshots"+tid("snapshot",sn),
     "/events"+tid("event",e), "/webhook-deliveries"+tid("delivery",d), "/lookup?url="+s.cited_url, "/lookup?text="+c.text, "/me", "/problems", "/problems/invalid", "/schema", "/schema.yaml","/docs", "/claims?entity=entity_01h455vb4pex5vsknk084sn02q", "/nope","/claims/x","/claims?limt=3","/articles?sort=-published_at&limit=1", "/events?after=0&types=claim.*,citation.changed&severity.gte=0"]
    for p in paths:
        r = admin.get(p)
        print(p, r.status_code, r.headers["Content-Type"], r.content[:1500].decode())
    r = admin.post("/articles", {"url": "https://a.example/x?utm_source=1", "title": "T"})
    print(r.status_code, r.headers, r.content)
    r = admin.post("/articles", {"content": "# hi\n\nQwen beats GPT [1].", "content_type": "text/markdown"}, Idempotency_Key="k1")
    print(r.status_code, r.headers, r.content)
    r = admin.post("/articles", {"content": "# hi\n\nQwen beats GPT [1].", "content_type": "text/markdown"}, Idempotency_Key="k1")
    print(r.status_code, r.headers, r.content)
    r = admin.post("/articles", {"urll": "x"}); print(r.status_code, r.content)
    r = admin.post("/webhook-endpoints", {"url": "https://h.example/", "event_types": ["claim.*"]}); print(r.status_code, r.content)
    r = admin.post("/batch", {"operations":[{"method":"GET","path":"/claims?limit=1"},{"method":"POST","path":"/claims"+tid("claim",c)+"/accept","body":{"reason":"ok"}},{"method":"GET","path":"/nope"},{"method":"PATCH","path":"/claims"}]}); print(r.status_code, r.content)
    r = reader.post("/articles", {}); print(r.status_code, r.content)
    r = anonymous.get("/articles"); print(r.status_code, r.headers, r.content)
    assert 0
