"""Pages and feeds from the web, only where the user asks for it: http and https, public addresses, within limits."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from extractor.problem import Problem
from extractor.reading.draft import MB, Limits
from extractor.reading.files import is_url

_AGENT = "xiaozhang (+reads one page at a time)"
_CHUNK = 65_536
_REDIRECTS = 5
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_REFUSED_HINT = "只读公网上的 http 和 https 地址；内部网络的要用 --intranet 允许"


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: the address after redirects and its bytes."""

    url: str
    data: bytes


class _RefusedError(OSError):
    """A connection that is not allowed; the message is for people."""


def fetch(url: str, *, limits: Limits, allow_private: bool = False) -> Page | Problem:
    """The bytes behind an address; ``allow_private`` also lets addresses inside the own network be read."""
    if not is_url(url):
        return Problem(url[:200], "reading.refused", "这个地址不是网址，没有读", _REFUSED_HINT)
    clock = _Clock(limits.seconds)
    try:
        request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept": "*/*"})  # noqa: S310 - checked by is_url
        with clock, _opener(clock, allow_private=allow_private).open(request, timeout=limits.seconds) as response:
            read = _body(response, url, limits)
        return _failure(url, TimeoutError()) if clock.is_over else read
    except _RefusedError as error:
        return Problem(url, "reading.refused", str(error), _REFUSED_HINT)
    except urllib.error.HTTPError as error:
        if error.code in _REDIRECTING:
            return Problem(url, "reading.refused", "网页转到了不能读的地址，或转个没完，没有读", _REFUSED_HINT)
        return Problem(url, "reading.web", f"网站答复 {error.code}，没有读到", "请在浏览器里核对网址")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failure(url, TimeoutError() if clock.is_over else error)


class _Clock:
    """The time limit for one address: at its end the connections are closed, however slowly they drip."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[Any] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, sock: Any) -> None:
        """Close this connection too when the time is over."""
        self._sockets.append(sock)

    def _end(self) -> None:
        self.is_over = True
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _failure(url: str, error: Exception) -> Problem:
    reason = getattr(error, "reason", error)
    if isinstance(reason, _RefusedError):
        return Problem(url, "reading.refused", str(reason), _REFUSED_HINT)
    if isinstance(reason, TimeoutError):
        return Problem(url, "reading.time", "网站没有在限定时间内答复", "请稍后再试，或先把网页另存下来")
    return Problem(url, "reading.web", f"连不上这个网址（{type(reason).__name__}）", "请检查网址和网络")


def _body(response: Any, url: str, limits: Limits) -> Page | Problem:
    parts: list[bytes] = []
    length = 0
    while part := response.read1(_CHUNK):
        parts.append(part)
        length += len(part)
        if length > limits.size:
            return Problem(
                url, "reading.too_large", f"网页超过 {limits.size // MB} MB 的上限，没有读", "请先下载再拆分"
            )
    if response.length:  # the connection ended before all was there
        raise http.client.IncompleteRead(b"", response.length)
    return Page(str(response.geturl()), b"".join(parts))


def _opener(clock: _Clock, *, allow_private: bool) -> urllib.request.OpenerDirector:
    """An opener for http and https alone; the address is checked after connecting, so that no name can trick it."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            clock.watch(self.sock)
            _check_peer(self.sock, allow_private=allow_private)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            clock.watch(self.sock)
            _check_peer(self.sock, allow_private=allow_private)

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, request: Any) -> Any:
            return self.do_open(Plain, request)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, request: Any) -> Any:
            return self.do_open(Secure, request)

    class Redirects(urllib.request.HTTPRedirectHandler):
        max_redirections = _REDIRECTS

        def redirect_request(  # noqa: PLR0917 - the library's own signature
            self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> Any:
            if not is_url(newurl):
                message = f"网页转到了不能读的地址：{newurl[:80]}"
                raise _RefusedError(message)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.OpenerDirector()
    for handler in (
        PlainHandler(),
        SecureHandler(),
        Redirects(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    opener.addheaders = []
    return opener


def is_public(address: str) -> bool:
    """Whether an IP address (also an IPv4 one inside IPv6) lies in the public internet."""
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (inner or known).is_global


def _check_peer(sock: Any, *, allow_private: bool) -> None:
    address = str(sock.getpeername()[0])
    if not allow_private and not is_public(address):
        sock.close()
        message = f"网址指向内部网络（{address}），没有读"
        raise _RefusedError(message)
