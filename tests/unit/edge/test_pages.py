"""The frame of the pages: what it leaves out, how one signs in, and that it asks nobody."""

import re
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from shared.edge.http import create_app
from shared.edge.identity import Verifier
from shared.edge.issuer import LocalIssuer, local_actor, local_audience, local_issuer
from shared.edge.pages.frame import Pages, page_router
from shared.edge.pages.navigation import addresses_from, navigation_of
from shared.edge.pages.signing_in import sign_in_routes
from shared.edge.pages.static_files import address_of
from shared.edge.sign_in import SignedIn
from shared.edge.signing_keys import keys_at
from tests.unit.edge.world import SetClock

browser = {"accept": "text/html", "sec-fetch-site": "same-origin"}


def application(folder: Path) -> tuple[TestClient, str]:
    issuer = LocalIssuer(folder, SetClock())
    pages = Pages("shared.edge.pages", nav=navigation_of("reviews", addresses_from({})))
    app: FastAPI = create_app(
        "reviews",
        "For tests.",
        verifier=Verifier(
            keys_at(str(issuer.jwks_path)),
            issuer=local_issuer,
            audience=local_audience,
            clock=SetClock(),
        ),
        checks={},
        error_page=pages.error_page,
    )
    pages.mount_static(app)
    app.include_router(sign_in_routes(pages))
    router = page_router()

    @router.get("/cases")
    async def page(actor: SignedIn) -> str:
        return "a page"

    app.include_router(router)

    @app.get("/cases")
    async def interface(actor: SignedIn) -> dict[str, str]:
        return {"as": "json"}

    token = issuer.token(local_actor("officer-wiltshire"))
    return TestClient(app, base_url="https://cspr.test", follow_redirects=False), token


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(tmp_path: Path) -> None:
    client, _ = application(tmp_path)
    answer = client.get("/cases", headers=browser)
    assert answer.status_code == 401
    assert 'href="/sign-in?next=/cases"' in answer.text
    assert "<title>Not signed in – " in answer.text


def test_a_token_is_kept_in_a_cookie_that_no_script_reads(tmp_path: Path) -> None:
    client, token = application(tmp_path)
    answer = client.post(
        "/sign-in", data={"token": f" {token}\n", "next": "/cases"}, headers=browser
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert client.get("/cases", headers=browser).json() == "a page"
    assert client.get("/cases").json() == {"as": "json"}


def test_a_wrong_token_is_refused_in_words_and_not_shown_again(tmp_path: Path) -> None:
    client, token = application(tmp_path)
    answer = client.post("/sign-in", data={"token": token[:-4] + "AAAA"}, headers=browser)
    assert answer.status_code == 401
    assert "There is a problem" in answer.text
    assert token[:40] not in answer.text


def test_a_link_with_a_token_asks_before_it_signs_in(tmp_path: Path) -> None:
    client, token = application(tmp_path)
    answer = client.get(f"/sign-in?token={token}", headers=browser)
    assert "Sign in as officer-wiltshire" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_form_of_another_site_signs_nobody_in(tmp_path: Path) -> None:
    client, token = application(tmp_path)
    foreign = {"accept": "text/html", "sec-fetch-site": "cross-site"}
    answer = client.post("/sign-in", data={"token": token}, headers=foreign)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_after_sign_in_nobody_is_sent_to_another_site(tmp_path: Path) -> None:
    client, token = application(tmp_path)
    for elsewhere in ("https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:1"):
        answer = client.post(
            "/sign-in", data={"token": token, "next": elsewhere}, headers=browser
        )
        assert answer.headers["location"] == "/"


def test_nothing_of_the_crown_its_font_or_another_host_is_served(tmp_path: Path) -> None:
    client, _ = application(tmp_path)
    page = client.get("/sign-in", headers=browser).text
    assert not re.search(r"(src|href|action)=\"(https?:)?//(?!127\.0\.0\.1:)", page)
    assert "<script" not in page and "style=" not in page and "crown" not in page.lower()
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert len(sheets) == 2
    for address in sheets:
        sheet = client.get(address)
        assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "@font-face" not in sheet.text
        assert "Transport" not in sheet.text
        assert "url(" not in sheet.text


def test_an_address_holds_the_hash_of_what_is_in_it() -> None:
    assert re.fullmatch(r"/static/[0-9a-f]{16}/cspr\.css", address_of("cspr.css"))
