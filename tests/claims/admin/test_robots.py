"""Robots.txt files in the admin: on the page of their host, and in their own list."""

import pytest
from django.urls import reverse

from claims.models import RobotsFile
from tests.claims.admin.rows import NOW, make_robots, make_source

pytestmark = pytest.mark.django_db


def test_the_page_shows_robots_txt_with_its_crawl_delay_as_text(admin_client):
    host = make_source().host
    make_robots(host, text="User-agent: *\nCrawl-delay: 20\nDisallow: /<script>")

    page = admin_client.get(reverse("admin:claims_host_change", args=[host.pk])).content.decode()

    assert "20 s, the crawl delay of its robots.txt" in page
    assert "Disallow: /&lt;script&gt;" in page
    assert "3 lines" in page


def test_robots_files_that_could_not_be_read_are_found(admin_client):
    host = make_source().host
    make_robots(host, origin="https://paper.example.org:443")
    make_robots(host, origin="http://paper.example.org:80", access="unreachable", unreachable_since=NOW)

    rows = admin_client.get("/admin/claims/robotsfile/?unreachable_since_set=yes").context["cl"].result_list

    assert [row.origin for row in rows] == ["http://paper.example.org:80"]
    assert RobotsFile.objects.count() == 2


def test_robots_files_are_searched_by_their_origin(admin_client):
    make_robots(make_source().host)

    page = admin_client.get("/admin/claims/robotsfile/?q=paper.example").content.decode()

    assert "https://paper.example.org:443" in page
