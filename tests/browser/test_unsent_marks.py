"""The way out for unsent marks in a real browser: our own QR codes against zxing, codes and file through the upload page."""

import re
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from olympiad.models.score_sheet import Mark, Operation
from olympiad.services.marking import devices, unsent_marks
from tests.browsers import LiveServer, axe, no_overflow, sign_in
from tests.factories import make_cast, make_criterion, make_score_sheet, make_team

ENCODE = """async (seed) => {
  const { qrCode } = await import("/static/js/score_sheet_qr.js")
  let state = seed
  const random = (below) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return Math.floor((state / 2 ** 32) * below) }
  const codes = []
  for (let at = 0; at < 60; at += 1) {
    const bytes = Uint8Array.from({ length: at < 20 ? at + 1 : 1 + random(600) }, () => random(256))
    const rows = qrCode(bytes, at % 2 ? "L" : "M").map((row) => row.map(Number).join(""))
    codes.push([[...bytes], rows])
  }
  return codes
}"""
KEEP = """async ({ place, device, token, operations }) => {
  const { keep, open, update } = await import("/static/js/score_sheet_store.js")
  const database = await open()
  await update(database, place, (memory) => ({ ...memory, device, token }))
  for (const operation of operations) await keep(database, place, operation)
}"""
SEND = """async ({ address }) => {
  const { Sender } = await import("/static/js/score_sheet_sender.js")
  const { open } = await import("/static/js/score_sheet_store.js")
  const database = await open()
  const vault = { run: (work) => work(database) }
  const sender = new Sender(vault, address, async () => null, () => undefined)
  for (let round = 0; round < 5 && !(await sender.flush()); round += 1);
}"""


def picture(rows: list[str], scale: int = 3) -> Image.Image:
    size = len(rows) + 8
    drawn = Image.new("L", (size, size), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module == "1":
                drawn.putpixel((x + 4, y + 4), 0)
    return drawn.resize((size * scale, size * scale), Image.Resampling.NEAREST)


def test_codes_of_random_bytes_are_read_by_zxing(page: Page) -> None:
    page.goto("/")

    read = [
        (content, [list(code.bytes) for code in zxingcpp.read_barcodes(picture(rows))])
        for content, rows in page.evaluate(ENCODE, 20261205)
    ]

    assert [content for content, found in read if found != [content]] == []


FINALS = """async () => {
  const { finals } = await import("/static/js/score_sheet_packets.js")
  const mark = (id, seq, base, more = {}) => ({ id, seq, base, sheet: 1, kind: "mark", criterion: 1, value: more })
  const settles = { chosen_over: "x" }
  const pending = [mark("a", 1, "z"), mark("b", 2, "a"), mark("d", 3, "c"), mark("e", 4, "d", settles), mark("f", 5, "e")]
  return finals(pending).map((one) => [one.operation.id, one.over, [...one.bases]])
}"""


def test_a_final_value_names_all_that_was_seen_on_the_way(page: Page) -> None:
    """`c` was brought and answered before; what settles a conflict always stays."""
    page.goto("/")

    assert page.evaluate(FINALS) == [["e", ["a", "b", "d"], ["z", "a", "c", "d"]], ["f", [], ["e"]]]


WHOLE = """async ({ token, operations }) => {
  const { wholePackets } = await import("/static/js/score_sheet_packets.js")
  return wholePackets({ token, queue: { pending: operations } }).map((packet) => [...packet])
}"""


class Marking:
    """A judge's phone with marks that it could not send: every cell marked three times, one long note, one submission."""

    def __init__(self, server: LiveServer, page: Page) -> None:
        self.server, self.page = server, page
        with server.session() as session:
            self.cast = make_cast(session)
            teams = [self.cast.t01, *(make_team(session, self.cast.section) for _ in range(4))]
            for _ in range(3):
                make_criterion(session, self.cast.pipetting)
            judge = self.cast.cem_judge
            sheets = [self.cast.sheets["T01", "P", "cem"]]
            sheets += [make_score_sheet(session, team, self.cast.pipetting, judge) for team in teams[1:]]
            self.device, self.token = devices.enrol(
                session,
                self.cast.section,
                judge,
                level="http",
                label="",
                app_version="",
                card_id=None,
                by=self.cast.cem,
            )
            session.refresh(self.cast.pipetting, ["criteria"])
            self.sheets = [sheet.id for sheet in sheets]
            self.cells = [(sheet, criterion.id) for sheet in self.sheets for criterion in self.cast.pipetting.criteria]
        self.home = f"/editions/{self.cast.edition.slug}/{self.cast.section.slug}"

    def keep(self) -> dict[tuple[int, int], int]:
        """Put the operations into the phone's queue; give the final marks."""
        operations: list[dict[str, Any]] = []
        final: dict[tuple[int, int], int] = {}
        for at, (sheet, criterion) in enumerate(self.cells):
            base = None
            for turn in range(3):
                final[sheet, criterion] = 500 * ((at + turn) % 21)
                value = {"state": "marked", "mark": final[sheet, criterion], "readings": "", "consequence": ""}
                value |= {"note": "ў" * 400 if at == 0 and turn == 2 else "", "unsure": at == 1}
                operations.append(_operation(len(operations), "mark", sheet, criterion, base, value))
                base = operations[-1]["id"]
        operations.append(_operation(len(operations), "submit", self.sheets[0], None, None, {}))
        place = f"{self.cast.edition.slug}/{self.cast.section.slug}#{self.cast.cem_judge.id}"
        given = {"place": place, "device": self.device.id, "token": self.token, "operations": operations}
        self.page.goto(f"{self.home}/score-sheets/unsent")
        self.page.evaluate(KEEP, given)
        self.page.reload()
        return final

    def marks(self) -> dict[tuple[int, int], int | None]:
        with self.server.session() as session:
            query = select(Mark.sheet_id, Mark.criterion_id, Mark.mark).where(Mark.sheet_id.in_(self.sheets))
            return {(sheet, criterion): mark for sheet, criterion, mark in session.execute(query)}

    def operations(self) -> tuple[int, int]:
        """How many are kept, and how many of them are distinct."""
        with self.server.session() as session:
            count = select(func.count(), func.count(Operation.id.distinct())).where(Operation.sheet_id.in_(self.sheets))
            kept, distinct = session.execute(count).one()
            return kept, distinct


def _operation(
    number: int, kind: str, sheet: int, criterion: int | None, base: str | None, value: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": f"{sheet:016x}{number:016x}",
        "sheet": sheet,
        "kind": kind,
        "rubric_version": 1,
        "criterion": criterion,
        "base": base,
        "value": value,
        "device_time": f"2026-12-05T09:{number // 60:02d}:{number % 60:02d}.250Z",
    }


def test_a_long_day_offline_is_a_file_of_several_packets_that_the_server_takes(
    page: Page, live_server: LiveServer
) -> None:
    """Everything that waited was one packet: a day with long notes was larger than what the server reads."""
    marking = Marking(live_server, page)
    page.goto("/")
    operations, final = [], {}
    for number in range(80):
        cell = marking.cells[number % len(marking.cells)]
        before = number - len(marking.cells)
        base = operations[before]["id"] if before >= 0 else None
        final[cell] = 500 * (number % 21)
        value = {"state": "marked", "mark": final[cell], "readings": "", "consequence": "", "note": "ў" * 900}
        operations.append(_operation(number, "mark", *cell, base, value))

    packets = [bytes(one) for one in page.evaluate(WHOLE, {"token": marking.token, "operations": operations})]

    assert len(packets) > 2
    with live_server.session() as session:
        section, clerk = session.merge(marking.cast.section), session.merge(marking.cast.ana)
        brought = [unsent_marks.bring(session, section, packet, by=clerk) for packet in packets]
    assert [one.missing for one in brought][-1] == ()
    assert marking.operations() == (80, 80)
    assert marking.marks() == final


@pytest.fixture
def organizer(open_context: Any, live_server: LiveServer) -> Page:
    opened: Page = open_context().new_page()
    return opened


def upload(app: Any, organizer: Page, marking: Marking, *files: dict[str, Any]) -> None:
    sign_in(app, organizer.context, marking.server, marking.cast.ana)
    organizer.goto(f"{marking.home}/unsent-marks/")
    organizer.get_by_label("Photos or file").set_input_files(list(files))
    organizer.get_by_role("button", name="Bring in").click()
    organizer.locator(".notice").first.wait_for()


def photograph(page: Page) -> list[dict[str, Any]]:
    """Take every code from the screen, as a clerk's camera would: larger than the screen shows it, a little turned."""
    page.get_by_role("button", name="Show QR codes").click()
    expect(page.locator("#code-number")).to_contain_text("Code 1 of")
    of = int(re.findall(r"\d+", page.locator("#code-number").inner_text())[-1])
    taken = []
    for number in range(1, of + 1):
        expect(page.locator("#code-number")).to_have_text(f"Code {number} of {of}")
        shot = Image.open(BytesIO(page.locator(".qr-code").screenshot())).convert("RGB")
        turned = shot.resize((1200, 1200)).rotate(4, expand=True, fillcolor=(90, 90, 90))
        written = BytesIO()
        turned.save(written, "JPEG", quality=70)
        taken.append({"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()})
        if number < of:
            page.get_by_role("button", name="Next code").click()
    return taken


def test_codes_bring_the_final_marks_and_the_phone_doubles_nothing(
    worker_app: Any, phone: Page, organizer: Page, live_server: LiveServer
) -> None:
    marking = Marking(live_server, phone)
    final = marking.keep()
    expect(phone.get_by_text(f"Unsent on this device: {3 * len(marking.cells) + 1}")).to_be_visible()
    taken = photograph(phone)
    no_overflow(phone)
    axe(phone)

    upload(worker_app, organizer, marking, *taken[1:])
    expect(organizer.get_by_role("cell", name=f"missing: code 1 of {len(taken)}")).to_be_visible()
    upload(worker_app, organizer, marking, taken[0])
    expect(organizer.get_by_text("complete")).to_be_visible()
    axe(organizer)

    assert marking.marks() == final
    assert marking.operations() == (len(marking.cells) + 1, len(marking.cells) + 1)
    phone.evaluate(SEND, {"address": "/api/operations"})
    phone.reload()
    expect(phone.get_by_text("Nothing waits on this device.")).to_be_visible()
    assert marking.marks() == final
    assert marking.operations() == (3 * len(marking.cells) + 1, 3 * len(marking.cells) + 1)


def test_the_file_brings_everything(worker_app: Any, phone: Page, organizer: Page, live_server: LiveServer) -> None:
    marking = Marking(live_server, phone)
    final = marking.keep()
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="Save as a file").click()
    content = saved.value.path().read_bytes()

    upload(worker_app, organizer, marking, {"name": "unsent.txt", "mimeType": "text/plain", "buffer": content})

    assert marking.marks() == final
    assert marking.operations() == (3 * len(marking.cells) + 1, 3 * len(marking.cells) + 1)


def test_nothing_waits_is_said(phone: Page, live_server: LiveServer) -> None:
    marking = Marking(live_server, phone)
    phone.goto(f"{marking.home}/score-sheets/unsent")

    expect(phone.get_by_text("Nothing waits on this device.")).to_be_visible()


def test_the_console_hands_out_marks_without_a_network(
    worker_app: Any, phone: Page, organizer: Page, live_server: LiveServer, watch: Any
) -> None:
    watch.expected += ["net::", "ERR_INTERNET_DISCONNECTED"]
    marking = Marking(live_server, phone)
    sign_in(worker_app, phone.context, live_server, marking.cast.cem)
    phone.goto(f"{marking.home}/score-sheets/{marking.sheets[0]}")
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="This is the team").click()
    phone.locator("#c1 label", has_text=re.compile(r"^7\.5$")).click()
    expect(phone.locator("[data-part='connection']")).to_contain_text("1 waiting")

    phone.locator("[data-part='connection']").click()
    expect(phone.get_by_text("Unsent on this device: 1")).to_be_visible()
    axe(phone)
    taken = photograph(phone)
    upload(worker_app, organizer, marking, *taken)

    assert marking.marks() == {marking.cells[0]: 7500}
    phone.get_by_role("button", name="Close").click()
    phone.context.set_offline(False)
    expect(phone.get_by_text("All sent")).to_be_visible(timeout=20_000)
    assert (marking.marks(), marking.operations()) == ({marking.cells[0]: 7500}, (1, 1))
