// A search over what can happen to two pages of one browser: each thing that the console says is held against what is really where.
// An expression: (ledger module, truth module, most states) => { states, wrong }. Gestures are bits: 1 and 2 are judge A's, 4 and 8 are B's.
(ledger, truth, most) => {
  const IDS = [1, 2, 4, 8];
  const OWN = { A: 3, B: 12 };
  const NET = ["ok", "off", "foreign"];
  const WHO = ["mine", "other", "nobody"];
  const BITS = Array.from({ length: 16 }, (_, mask) => Object.freeze(IDS.filter((id) => mask & id).map(String)));
  const bits = (mask) => BITS[mask & 15];
  const mask = (ids) => { let sum = 0; for (const id of ids) sum |= Number(id); return sum; };
  const count = (set) => bits(set).length;

  // A world as a short string, so that millions fit into memory.
  const LEDGER = ["writing", "held", "queue", "slow", "just", "disk", "read", "called", "elsewhere", "others", "stranded", "typed", "photos", "photosOfOthers", "net", "locked", "who"];
  const BOOLEAN = ["slow", "just", "read", "called", "locked"];
  const isMask = (name) => ["writing", "held", "queue"].includes(name);
  /** How a field becomes a number; chosen once, for this runs some ten million times. */
  function packer(name) {
    if (isMask(name)) return (one) => mask(one[name]);
    if (name === "disk") return (one) => (one.disk === "ok" ? 0 : 1);
    if (name === "net") return (one) => NET.indexOf(one.net);
    return name === "who" ? (one) => WHO.indexOf(one.who) : (one) => Number(one[name]);
  }
  function unpacker(name) {
    if (isMask(name)) return (value) => BITS[value];
    if (name === "disk") return (value) => (value ? "lost" : "ok");
    if (name === "net") return (value) => NET[value];
    if (name === "who") return (value) => WHO[value];
    return BOOLEAN.includes(name) ? Boolean : (value) => value;
  }
  const PLAIN = ["session", "up", "full", "queue", "done", "tokens", "net", "server", "made", "visible", "photos"];
  const PACKERS = LEDGER.map(packer);
  const UNPACKERS = LEDGER.map((name) => [name, unpacker(name)]);
  const codes = [];
  function key(world) {
    codes.length = 0;
    for (const name of PLAIN) codes.push(world[name] + 40);
    for (const tab of world.tabs) {
      if (!tab) { codes.push(40); continue; }
      codes.push(tab.judge === "A" ? 41 : 42, Number(tab.ram) + 40, tab.flying + 40, tab.answered + 40);
      for (const packed of PACKERS) codes.push(packed(tab.ledger) + 40);
    }
    return String.fromCharCode.apply(null, codes);
  }
  function read(text) {
    let at = 0;
    const code = () => text.charCodeAt(at++) - 40;
    const world = {};
    for (const name of PLAIN) world[name] = code();
    world.tabs = [0, 1].map(() => {
      const judge = code();
      if (!judge) return null;
      const tab = { judge: judge === 1 ? "A" : "B", ram: Boolean(code()), flying: code(), answered: code(), ledger: { since: "" } };
      for (const [name, unpacked] of UNPACKERS) tab.ledger[name] = unpacked(code());
      return tab;
    });
    return world;
  }

  // What pages do, as the keeper does it.
  const judges = ["", "A", "B"];
  const say = (tab, event) => { tab.ledger = ledger.step(tab.ledger, event); };
  const other = (world, at) => world.tabs[1 - at];
  const whoIs = (world, tab) => (judges[world.session] === tab.judge ? "mine" : world.session ? "other" : "nobody");
  function looks(world, tab) {
    const rest = world.queue & ~OWN[tab.judge];
    const stranded = ["A", "B"].filter((judge) => judge !== tab.judge && !(world.tokens & (judge === "A" ? 1 : 2))).reduce((sum, judge) => sum | (world.queue & OWN[judge]), 0);
    say(tab, { kind: "read", queue: bits(world.queue & OWN[tab.judge]), done: bits(world.done), since: "", others: count(rest), stranded: count(stranded) });
  }
  const drops = (tab) => { if (!tab.ram) { tab.ram = true; say(tab, { kind: "unreadable" }); } };
  const writable = (world) => world.up && !world.full;

  /** Everything that can happen next, each as a change of a copy. */
  function* events(world) {
    const seen = world.tabs[world.visible];
    for (const at of [0, 1]) {
      const tab = world.tabs[at];
      if (!tab) { if (at !== world.visible) for (const judge of ["A", "B"]) yield [`open ${judge}`, (to) => { to.tabs[at] = { judge, ram: !writable(to), flying: 0, answered: 0, ledger: ledger.begin() }; if (!writable(to)) say(to.tabs[at], { kind: "unreadable" }); say(to.tabs[at], { kind: "who", of: whoIs(to, to.tabs[at]) }); }]; continue; }
      const now = tab.ledger;
      if (now.writing.length) {
        yield [`written ${at}`, (to) => {
          const [mine, id] = [to.tabs[at], now.writing[0]];
          if (!mine.ram && writable(to)) { to.queue |= Number(id); say(mine, { kind: "kept", id }); } else { drops(mine); say(mine, { kind: "unkept", id }); }
        }];
        if (!now.slow) yield [`slow ${at}`, (to) => say(to.tabs[at], { kind: "slow" })];
      }
      if (!tab.ram && world.up) yield [`read ${at}`, (to) => looks(to, to.tabs[at])];
      if (tab.ram && writable(world)) yield [`recover ${at}`, (to) => { const mine = to.tabs[at]; mine.ram = false; say(mine, { kind: "mended" }); to.queue |= mask(mine.ledger.held) & ~to.done; looks(to, mine); }];
      if (!now.called || other(world, at)) yield [`called ${at}`, (to) => {
        say(to.tabs[at], { kind: "photos", count: to.photos, others: 0 });
        say(to.tabs[at], { kind: "called", count: other(to, at) ? ledger.unsafe(other(to, at).ledger) : 0 });
      }];
      if (whoIs(world, tab) !== now.who) yield [`told ${at}`, (to) => say(to.tabs[at], { kind: "who", of: whoIs(to, to.tabs[at]) })];
      if (!tab.flying) {
        const waits = tab.ram ? mask(now.held) : world.up ? (world.queue & OWN.A && world.tokens & 1 ? world.queue & OWN.A : world.tokens & 2 ? world.queue & OWN.B : 0) : 0;
        if (waits) yield [`send ${at}`, (to) => { to.tabs[at].flying = waits; }];
      } else if (!tab.answered) {
        if (world.net === 0) yield [`apply ${at}`, (to) => { to.server |= tab.flying; to.tabs[at].answered = 1; }];
        else yield [`fail ${at}`, (to) => { to.tabs[at].flying = 0; say(to.tabs[at], { kind: "unreached", of: NET[to.net] }); }];
      } else {
        yield [`answer ${at}`, (to) => {
          const mine = to.tabs[at];
          if (!mine.ram && writable(to)) { to.queue &= ~mine.flying; to.done |= mine.flying; } else drops(mine);
          say(mine, { kind: "heard", ids: bits(mine.flying) });
          say(mine, { kind: "reached" });
          [mine.flying, mine.answered] = [0, 0];
        }];
        yield [`lost answer ${at}`, (to) => { const mine = to.tabs[at]; [mine.flying, mine.answered] = [0, 0]; say(mine, { kind: "unreached", of: "off" }); }];
      }
      yield [`close ${at}`, (to) => { to.gone = bits(mask([...now.writing, ...now.held]) & ~to.server & ~to.queue); to.asked = truth.truth(now).leave; to.tabs[at] = null; }];
    }
    if (seen) {
      const free = OWN[seen.judge] & ~world.made;
      if (free && truth.truth(seen.ledger).takes && seen.ledger.typed === 0) yield ["tap", (to) => { const id = free & -free; to.made |= id; say(to.tabs[to.visible], { kind: "gave", id: String(id) }); }];
      if (truth.truth(seen.ledger).takes) yield ["type", (to) => say(to.tabs[to.visible], { kind: "typed", count: 1 - seen.ledger.typed })];
      yield ["photo", (to) => { to.photos = 1 - to.photos; for (const one of to.tabs) if (one) say(one, { kind: "photos", count: to.photos, others: 0 }); }];
    }
    if (world.tabs[1 - world.visible]) yield ["look at the other page", (to) => { to.visible = 1 - to.visible; say(to.tabs[to.visible], { kind: "shown" }); }];
    for (const session of [0, 1, 2]) if (session !== world.session) yield [`session ${judges[session]}`, (to) => { to.session = session; }];
    for (const net of [0, 1, 2]) if (net !== world.net) yield [`net ${NET[net]}`, (to) => { to.net = net; }];
    yield ["full", (to) => { to.full = 1 - to.full; }];
    yield ["connection", (to) => { to.up = 1 - to.up; if (!to.up) to.tabs.forEach((one) => one && drops(one)); }];
    if (world.queue | world.done) yield ["cleared", (to) => { to.queue = 0; to.done = 0; to.tokens = 0; to.tabs.forEach((one) => one && drops(one)); to.cleared = true; }];
    for (const token of [1, 2]) yield [`token ${token}`, (to) => { to.tokens ^= token; }];
  }

  /** What the visible page says, against what is where. @returns {string} what is false */
  function lie(world) {
    const tab = world.tabs[world.visible];
    if (!tab) return "";
    const said = truth.truth(tab.ledger);
    const mine = OWN[tab.judge] & world.made & ~world.forgotten;
    const unsent = mine & ~world.server;
    const here = mask([...tab.ledger.writing, ...tab.ledger.held, ...tab.ledger.queue]);
    const inPages = world.tabs.reduce((sum, one) => sum | (one ? mask([...one.ledger.writing, ...one.ledger.held]) : 0), 0);
    if (said.claim === "sent" && (unsent || world.queue & ~world.server || inPages & ~world.server || tab.ledger.typed || world.photos)) return "All sent";
    if (["waiting", "saved"].includes(said.chip.word) && here & unsent & ~world.queue) return "Saved here";
    if (said.claim === "page-sent" && here & unsent) return "This page: all sent";
    if (said.signOut === "kept" && unsent & ~world.queue) return "stays safe after signing out";
    if (said.signOut === "" && (unsent || tab.ledger.typed)) return "nothing to say at signing out";
    if (said.sentences.some((one) => one.word === "offline") && here & unsent & ~world.queue && said.sentences[0].word === "offline") return "No connection, kept on this device";
    if (count(here & unsent) > said.report.waiting) return "device board";
    return "";
  }

  const clone = (world) => ({ ...world, tabs: world.tabs.map((tab) => (tab ? { ...tab } : null)) });
  const start = { session: 1, up: 1, full: 0, queue: 0, done: 0, tokens: 3, net: 0, server: 0, made: 0, visible: 0, photos: 0,
    tabs: [{ judge: "A", ram: false, flying: 0, answered: 0, ledger: ledger.begin() }, null] };
  const first = key(start);
  const seen = new Set([first]);
  const next = [first];
  for (let at = 0; at < next.length; at += 1) {
    const world = read(next[at]);
    for (const [name, happen] of events(world)) {
      const to = clone(world);
      to.forgotten = 0;
      happen(to);
      if (to.gone && to.gone.length && !to.asked) return { states: seen.size, wrong: `closing without a question`, after: name };
      if (to.gone) { const left = mask(to.gone); to.made &= ~left; }
      if (to.cleared) to.made &= to.server | to.tabs.reduce((sum, one) => sum | (one ? mask([...one.ledger.writing, ...one.ledger.held]) : 0), 0);
      const found = key(to);
      if (seen.has(found)) continue; // what is said of a world depends on nothing but the world
      const wrong = lie(to);
      if (wrong) return { states: seen.size, wrong, after: name, world: JSON.stringify(to) };
      if (seen.size >= most) continue;
      seen.add(found);
      next.push(found);
    }
    next[at] = "";
  }
  return { states: seen.size, wrong: "" };
};
