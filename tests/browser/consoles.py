"""Whole consoles under a random hand: two judges in one browser, a second phone of 2020, and what can go wrong on a device."""

import random
from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, Route, expect

from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.user import User
from tests.browser.halls import Hall, ready
from tests.browser.old_browsers import OLD

TAP = """([number, index, times]) => {
  const section = document.querySelector(`#c${number}`);
  const choices = section.querySelectorAll("input[type=radio]");
  const before = section.dataset.base;
  for (let time = 0; time < times; time += 1) choices[index % choices.length].click();
  const value = Number(choices[index % choices.length].value);
  return section.dataset.base === before ? null : [section.dataset.base, Number(section.dataset.criterion), value];
}"""
CHIP = "document.querySelector('[data-part=connection]').textContent"
IS_SAFE = f"!document.querySelector('[data-part=unkept]') && /All sent|waiting|Saved here/.test({CHIP})"
LOSE = """async () => {
  const { vaultHere } = await import(document.querySelector("link[href*=score_sheet_vault]").href);
  vaultHere().disk?.close();
}"""
CLEAR = """() => new Promise((resolve) => {
  const request = indexedDB.deleteDatabase("olympiad");
  request.onsuccess = request.onerror = () => resolve();
})"""
BEAT = "window.dispatchEvent(new Event('online'))"
PORTAL = "<h1>Sign in to this Wi-Fi</h1>"


@dataclass
class Desk:
    """One page with one sheet open, and the operations that its screen took, in order: id → (criterion, thousandths)."""

    page: Page
    judge: User
    sheet: ScoreSheet
    taken: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Phone:
    """A browser with its desks, as it is now."""

    context: BrowserContext
    desks: list[Desk]
    offline: bool = False
    portal: bool = False

    def lies(self, route: Route) -> None:
        """Answer in place of the server."""
        route.fulfill(status=200 if route.request.method == "GET" else 401, body=PORTAL, content_type="text/html")


class Consoles:
    """cem and dana on one phone, cem on a second one, which is old; one thing after the other happens at random."""

    def __init__(self, hall: Hall, seed: int) -> None:
        self.hall, self.rng, self.done = hall, random.Random(seed), Counter[str]()
        old = hall.new_context()
        old.add_init_script(OLD)
        self.phones = [
            Phone(context, [self._desk(judge, team, context) for judge, team in desks])
            for context, desks in ((hall.new_context(), (("cem", "T01"), ("dana", "T01"))), (old, (("cem", "T02"),)))
        ]
        self.deeds = {
            self.tap: 12, self.network: 2, self.portal: 1, self.who: 4, self.lose: 1, self.clear: 1, self.beat: 2, self.reload: 1,
        }  # fmt: skip

    def _desk(self, judge: str, team: str, context: BrowserContext) -> Desk:
        user, sheet = getattr(self.hall.cast, judge), self.hall.sheet(team, "P", judge)
        page = self.hall.open(user, sheet, context)
        page.on("dialog", lambda dialog: dialog.accept())
        return Desk(page, user, sheet)

    @property
    def desks(self) -> list[Desk]:
        """All pages."""
        return [desk for phone in self.phones for desk in phone.desks]

    def step(self) -> None:
        """Let something happen on one of the phones; then nobody may say that all is sent who has something unsent."""
        (deed,) = self.rng.choices(list(self.deeds), list(self.deeds.values()))
        phone = self.rng.choice(self.phones)
        deed(phone)
        self.done[deed.__name__] += 1
        for desk in phone.desks:
            self.hold_to_its_word(phone, desk)

    def tap(self, phone: Phone) -> None:
        """Tap a choice once, or twice in a row; what the screen takes is noted."""
        desk, rng = self.rng.choice(phone.desks), self.rng
        for _ in range(rng.randint(1, 4)):
            found = desk.page.evaluate(TAP, [rng.randint(1, 2), rng.randrange(40), rng.choice((1, 1, 2))])
            if found:
                desk.taken[found[0]] = (found[1], round(found[2] * 1000))

    def network(self, phone: Phone) -> None:
        """Lose the network, or find it again."""
        phone.offline = not phone.offline
        phone.context.set_offline(phone.offline)

    def portal(self, phone: Phone) -> None:
        """Something on the way begins to answer for the server, or ends."""
        phone.portal = not phone.portal
        for address in ("**/api/**", "**/fresh"):
            if phone.portal:
                phone.context.route(address, phone.lies)
            else:
                phone.context.unroute(address)

    def who(self, phone: Phone) -> None:
        """Another judge signs in on this phone, or everybody is signed out."""
        judge = self.rng.choice((self.hall.cast.cem, self.hall.cast.dana, None))
        phone.context.clear_cookies()
        if judge is not None:
            self.hall.sign_in(phone.context, judge)
        for desk in phone.desks:
            desk.page.evaluate(BEAT)

    def lose(self, phone: Phone) -> None:
        """The connection to the storage ends under a page, as on iPhones."""
        self.rng.choice(phone.desks).page.evaluate(LOSE)

    def clear(self, phone: Phone) -> None:
        """Site data are cleared under the open pages."""
        self.rng.choice(phone.desks).page.evaluate(CLEAR)

    def beat(self, phone: Phone) -> None:
        """A page looks at the server as it does each minute."""
        self.rng.choice(phone.desks).page.evaluate(BEAT)

    def reload(self, phone: Phone) -> None:
        """Load a page anew, where its judge is signed in and nothing stands in the page only."""
        desk = self.rng.choice(phone.desks)
        if phone.offline or phone.portal or not desk.page.evaluate(IS_SAFE):
            return
        self.hall.sign_in(phone.context, desk.judge)
        desk.page.reload()
        ready(desk.page)

    def hold_to_its_word(self, phone: Phone, desk: Desk) -> None:
        """Where a page says that all is sent, every gesture of its judge on this phone is on the server."""
        if "All sent" not in desk.page.evaluate(CHIP):
            return
        given = {one for other in phone.desks if other.judge is desk.judge for one in other.taken}
        assert given - self.operations().keys() == set(), "All sent"

    def operations(self) -> dict[str, Operation]:
        """What the server has of the sheets, by id."""
        sheets = [desk.sheet.id for desk in self.desks]
        with self.hall.server.session() as session:
            return {row.id: row for row in session.query(Operation).where(Operation.sheet_id.in_(sheets))}

    def settle(self) -> None:
        """Everything works again, each judge signs in and looks at the own page until all is sent."""
        for phone in self.phones:
            for is_so, undo in ((phone.offline, self.network), (phone.portal, self.portal)):
                if is_so:
                    undo(phone)
            for desk in phone.desks:
                phone.context.clear_cookies()
                self.hall.sign_in(phone.context, desk.judge)
                desk.page.bring_to_front()
                desk.page.evaluate(BEAT)
                words = desk.page.locator("[data-part=connection]")
                expect(words.get_by_text("All sent").or_(words.get_by_text("Yours are sent"))).to_be_visible(
                    timeout=40_000
                )

    def check(self) -> None:
        """Each gesture that a screen took is on the server once, at its judge's sheet, and the last one of a cell counts."""
        rows = self.operations()
        assert {one for desk in self.desks for one in desk.taken} == rows.keys()
        for desk in self.desks:
            of = [
                (rows[one].user_id, rows[one].sheet_id, rows[one].criterion_id, rows[one].outcome) for one in desk.taken
            ]
            assert of == [(desk.judge.id, desk.sheet.id, cell, "applied") for cell, _ in desk.taken.values()]
            assert self.hall.marks(desk.sheet) == dict(desk.taken.values())
