"""Reading from the web, against a real server on this machine."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractor.article import Article
from extractor.problem import UsageError
from extractor.reading import Limits, read
from extractor.reading.web import is_public

TEXT = "下一步，市水务局将加快供水管网改造，6月底前完成老旧管网更新45公里，漏损率控制在8%以内。"
PAGE = f'<html><head><meta charset="gbk"><title>供水改造</title></head><body><p>{TEXT}</p></body></html>'


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/away":
            self._redirect("file:///etc/hostname")
        elif self.path == "/moved":
            self._redirect("/2024/04/08/page.html")
        elif self.path.endswith("page.html"):
            self._send(PAGE.encode("gbk"))
        elif self.path == "/big":
            self._send(b"x" * 2_000_000)
        elif self.path == "/slow":
            self.server.patience.wait(20)
        elif self.path == "/feed.xml":
            self._send(feed(("甲", "/page.html", "导语。")).encode())
        elif self.path == "/ring":
            self._redirect("/ring")
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(PAGE.encode("gbk"))
        elif self.path.startswith("/drip"):
            self._drip(head=self.path.endswith("head"))
        else:
            self.send_error(404)

    def _redirect(self, place):
        self.send_response(302)
        self.send_header("Location", place)
        self.end_headers()

    def _drip(self, *, head):
        """A byte at a time, each well within any time-out for one."""
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.0 200 OK\r\n" + (b"X: " if head else b"\r\n<p>"))
            while not self.server.patience.wait(0.05):
                self.wfile.write(b"x")
                self.wfile.flush()

    def _send(self, data):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.patience = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.patience.set()
    server.shutdown()
    thread.join()
    server.server_close()


def problem(url, **options):
    (found,) = read([url], web=True, **options)
    return found.code


def test_a_page_after_a_redirect(site):
    article = next(iter(read([f"{site}/moved"], web=True, private_web=True, published=date(2024, 1, 1))))
    assert isinstance(article, Article)
    assert (article.text, article.path) == (TEXT, f"{site}/moved")
    assert article.url == f"{site}/2024/04/08/page.html"
    assert article.published == date(2024, 4, 8)


def test_addresses_inside_the_own_network_are_refused(site):
    assert problem(f"{site}/moved") == "reading.refused"
    assert problem("http://localhost:1/") in {"reading.refused", "reading.web"}


def test_other_schemes_large_slow_and_missing_pages(site):
    assert problem(f"{site}/away", private_web=True) == "reading.refused"
    assert problem(f"{site}/big", private_web=True, limits=Limits(size=1_000_000)) == "reading.too_large"
    assert problem(f"{site}/slow", private_web=True, limits=Limits(seconds=0.5)) == "reading.time"
    assert problem(f"{site}/none", private_web=True) == "reading.web"


ENTRY = "<item><title>{0}</title><link>{1}</link><pubDate>Mon, 08 Apr 2024 09:00:00 +0800</pubDate><description>{2}</description></item>"


def feed(*entries):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>云川日报</title>{"".join(ENTRY.format(*e) for e in entries)}</channel></rss>'


def follow(url, **options):
    found = list(read([url], web=True, follow=True, **options))
    articles = [one for one in found if isinstance(one, Article)]
    return articles, [one for one in found if not isinstance(one, Article)]


def test_the_links_of_a_feed_are_followed_where_asked_for(site):
    (plain,) = read([f"{site}/feed.xml"], web=True, private_web=True)
    assert plain.text == "导语。"
    (article,), problems = follow(f"{site}/feed.xml", private_web=True)
    assert not problems
    assert (article.text, article.title) == (TEXT, "供水改造")
    assert article.url == article.path == f"{site}/page.html"
    assert (article.published, article.published_from) == (date(2024, 4, 8), "订阅源")


def test_an_entry_whose_page_cannot_be_read_keeps_the_words_of_the_feed(site, tmp_path):
    links = [f"{site}/page.html", f"{site}/none", "file:///etc/hostname", f"{site}/slow", f"{site}/away", ""]
    file = tmp_path / "feed.rss"
    file.write_text(feed(*((f"第{n}条", link, f"第{n}条的导语。") for n, link in enumerate(links))))
    articles, problems = follow(file, private_web=True, limits=Limits(seconds=1))
    assert [a.text for a in articles] == [TEXT, *(f"第{n}条的导语。" for n in range(1, 6))]
    assert [p.code for p in problems] == ["reading.web", "reading.refused", "reading.time", "reading.refused"]
    assert "hostname" in problems[1].where


def test_links_into_the_own_network_are_refused(site, tmp_path):
    file = tmp_path / "feed.rss"
    file.write_text(feed(("甲", f"{site}/page.html", "导语。")))
    (article,), (problem,) = follow(file)
    assert article.text == "导语。"
    assert problem.code == "reading.refused"


def test_links_are_not_followed_unless_the_web_is_asked_for(tmp_path):
    (tmp_path / "feed.rss").write_text(feed(("甲", "https://example.org/", "导语。")))
    with pytest.raises(UsageError, match="联网"):
        read([tmp_path / "feed.rss"], follow=True)


def test_the_page_of_an_atom_entry(tmp_path, read_all):
    links = '<link rel="self" href="https://example.org/self"/><link rel="alternate" href="https://example.org/page"/>'
    (tmp_path / "a.atom").write_text(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>云川</title><entry><title>甲</title>{links}<updated>2024-04-08T01:00:00Z</updated><content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>'
    )
    (article,), problems = read_all(tmp_path)
    assert not problems
    assert (article.text, article.url, article.published) == (TEXT, "https://example.org/page", date(2024, 4, 8))


@pytest.mark.parametrize("path", ["/drip", "/drip-head"])
def test_a_page_that_drips_is_given_up_in_time(site, path):
    began = time.monotonic()
    assert problem(f"{site}{path}", private_web=True, limits=Limits(seconds=0.6)) == "reading.time"
    assert time.monotonic() - began < 5


def test_a_page_that_ends_too_soon_is_not_taken_for_whole(site):
    assert problem(f"{site}/cut", private_web=True) == "reading.web"


def test_a_ring_of_redirects_ends(site):
    assert problem(f"{site}/ring", private_web=True) == "reading.refused"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1%eth0",
     "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_addresses_that_are_public(address):
    assert is_public(address)
