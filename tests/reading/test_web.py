"""Reading from the web, against a real server on this machine."""

from __future__ import annotations

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractor.article import Article
from extractor.reading import Limits, read

TEXT = "下一步，市水务局将加快供水管网改造，6月底前完成老旧管网更新45公里，漏损率控制在8%以内。"
PAGE = f'<html><head><meta charset="gbk"><title>供水改造</title></head><body><p>{TEXT}</p></body></html>'


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/2024/04/08/page.html")
            self.end_headers()
        elif self.path.endswith("page.html"):
            self._send(PAGE.encode("gbk"))
        elif self.path == "/big":
            self._send(b"x" * 2_000_000)
        elif self.path == "/slow":
            self.server.patience.wait(20)
        else:
            self.send_error(404)

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
    assert problem(f"{site}/away", private_web=True) in {"reading.refused", "reading.web"}
    assert problem(f"{site}/big", private_web=True, limits=Limits(size=1_000_000)) == "reading.too_large"
    assert problem(f"{site}/slow", private_web=True, limits=Limits(seconds=0.5)) == "reading.time"
    assert problem(f"{site}/none", private_web=True) == "reading.web"
