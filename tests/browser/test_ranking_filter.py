"""The page's own search folds what is typed as the server folds the names that it looks through."""

from playwright.sync_api import Page

from olympiad.wording import search_words

TYPED = [
    "Ижевск", "IZHEVSK", "Ijevsk", "Toshkent", "Тошкент", "Oʻzbekiston", "O'zbekiston", "Ўзбекистон", "Қарағанды", "Körfez",
    "Жиззах, Jizzax", "Сыктывкар-2", "Şəki", "ẞ ß", "  al-Xorazmiy  ", "Мечников И. И.", "ИИ", "", "–", "Xəzər", "Đà Nẵng",
    "Team 1100", "٣٣",
]  # fmt: skip


def test_page_folds_what_is_typed_as_the_server_does(page: Page) -> None:
    page.goto("/account/sign-in")

    fold = """async ([typed, lists]) => {
      const filter = await import("/static/js/ranking_filter.js");
      return typed.map((one) => filter.folded(one, lists));
    }"""
    found = page.evaluate(fold, [TYPED, search_words.table()])

    assert found == [search_words.folded(one) for one in TYPED]
