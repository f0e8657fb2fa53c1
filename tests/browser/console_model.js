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

  // Ledgers are few and change in few ways: each has a number, and what the modules say of it is asked once.
  const LEDGER = ["writing", "held", "queue", "slow", "just", "disk", "read", "called", "elsewhere", "others", "stranded", "typed", "photos", "photosOfOthers", "net", "locked", "who"];
  const BOOLEAN = ["slow", "just", "read", "called", "locked"];
  const isMask = (name) => ["writing", "held", "queue"].includes(name);
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
  const PACKERS = LEDGER.map(packer);
  const UNPACKERS = LEDGER.map((name) => [name, unpacker(name)]);
  const numbers = new Map();
  const ledgers = [];
  const truths = [];
  const moves = [];
  function numberOf(one) {
    const codes = PACKERS.map((packed) => packed(one));
    const text = String.fromCharCode(...codes.map((code) => code + 40));
    if (!numbers.has(text)) {
      const found = { since: "" };
      UNPACKERS.forEach(([name, unpacked], at) => { found[name] = unpacked(codes[at]); });
      numbers.set(text, ledgers.length);
      ledgers.push(found);
      truths.push(truth.truth(found));
      moves.push(new Map());
    }
    return numbers.get(text);
  }
  const known = (tab) => ledgers[tab.ledger];
  const told = (tab) => truths[tab.ledger];
  function say(tab, event) {
    const [after, name] = [moves[tab.ledger], JSON.stringify(event)];
    let number = after.get(name);
    if (number === undefined) {
      number = numberOf(ledger.step(known(tab), event));
      after.set(name, number);
    }
    tab.ledger = number;
  }
  const NEW = numberOf(ledger.begin());

  // A world as three whole numbers, in one table of all worlds that were found: millions fit into memory, and are found at once.
  const PLAIN = [["session", 2], ["up", 1], ["full", 1], ["queue", 4], ["done", 4], ["tokens", 2], ["net", 2], ["server", 4], ["made", 4], ["visible", 1], ["photos", 1]];
  const worlds = new Uint32Array(3 * (most + 1));
  const places = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2)));
  let size = 0;
  const packedTab = (tab) => (tab ? (tab.judge === "A" ? 1 : 2) | Number(tab.ram) << 2 | tab.flying << 3 | tab.answered << 7 | tab.ledger << 8 : 0);
  /** Writes a world behind those that were found. @returns {boolean} whether it was not among them */
  function write(world) {
    let plain = 0;
    for (const [name, wide] of PLAIN) plain = plain << wide | world[name];
    const end = 3 * size;
    worlds[end] = plain;
    worlds[end + 1] = packedTab(world.tabs[0]);
    worlds[end + 2] = packedTab(world.tabs[1]);
    let hash = Math.imul(Math.imul(worlds[end] ^ 0x9e3779b9, 0x85ebca6b) ^ worlds[end + 1], 0xc2b2ae35);
    hash = Math.imul(hash ^ hash >>> 15 ^ worlds[end + 2], 0x27d4eb2f);
    let place = (hash ^ hash >>> 13) & places.length - 1;
    for (; places[place]; place = place + 1 & places.length - 1) {
      const at = 3 * (places[place] - 1);
      if (worlds[at] === worlds[end] && worlds[at + 1] === worlds[end + 1] && worlds[at + 2] === worlds[end + 2]) return false;
    }
    if (size < most) { size += 1; places[place] = size; }
    return true;
  }
  function read(at) {
    let plain = worlds[3 * at];
    const world = { tabs: [null, null] };
    for (let field = PLAIN.length - 1; field >= 0; field -= 1) {
      const [name, wide] = PLAIN[field];
      world[name] = plain & (1 << wide) - 1;
      plain >>>= wide;
    }
    for (const tab of [0, 1]) {
      const packed = worlds[3 * at + 1 + tab];
      if (packed) world.tabs[tab] = { judge: packed & 1 ? "A" : "B", ram: Boolean(packed & 4), flying: packed >>> 3 & 15, answered: packed >>> 7 & 1, ledger: packed >>> 8 };
    }
    return world;
  }

  // What pages do, as the keeper does it.
  const judges = ["", "A", "B"];
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
      if (!tab) { if (at !== world.visible) for (const judge of ["A", "B"]) yield [`open ${judge}`, (to) => { to.tabs[at] = { judge, ram: !writable(to), flying: 0, answered: 0, ledger: NEW }; if (!writable(to)) say(to.tabs[at], { kind: "unreadable" }); say(to.tabs[at], { kind: "who", of: whoIs(to, to.tabs[at]) }); }]; continue; }
      const now = known(tab);
      if (now.writing.length) {
        yield [`written ${at}`, (to) => {
          const [mine, id] = [to.tabs[at], now.writing[0]];
          if (!mine.ram && writable(to)) { to.queue |= Number(id); say(mine, { kind: "kept", id }); } else { drops(mine); say(mine, { kind: "unkept", id }); }
        }];
        if (!now.slow) yield [`slow ${at}`, (to) => say(to.tabs[at], { kind: "slow" })];
      }
      if (!tab.ram && world.up) yield [`read ${at}`, (to) => looks(to, to.tabs[at])];
      if (tab.ram && writable(world)) yield [`recover ${at}`, (to) => { const mine = to.tabs[at]; mine.ram = false; say(mine, { kind: "mended" }); to.queue |= mask(known(mine).held) & ~to.done; looks(to, mine); }];
      if (!now.called || other(world, at)) yield [`called ${at}`, (to) => {
        say(to.tabs[at], { kind: "photos", count: to.photos, others: 0 });
        say(to.tabs[at], { kind: "called", count: other(to, at) ? ledger.unsafe(known(other(to, at))) : 0 });
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
      yield [`close ${at}`, (to) => { to.gone = bits(mask([...now.writing, ...now.held]) & ~to.server & ~to.queue); to.asked = told(tab).leave; to.tabs[at] = null; }];
    }
    if (seen) {
      const free = OWN[seen.judge] & ~world.made;
      if (free && told(seen).takes && known(seen).typed === 0) yield ["tap", (to) => { const id = free & -free; to.made |= id; say(to.tabs[to.visible], { kind: "gave", id: String(id) }); }];
      if (told(seen).takes) yield ["type", (to) => say(to.tabs[to.visible], { kind: "typed", count: 1 - known(seen).typed })];
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
    const [now, said] = [known(tab), told(tab)];
    const mine = OWN[tab.judge] & world.made;
    const unsent = mine & ~world.server;
    const here = mask([...now.writing, ...now.held, ...now.queue]);
    const inPages = world.tabs.reduce((sum, one) => sum | (one ? mask([...known(one).writing, ...known(one).held]) : 0), 0);
    if (said.claim === "sent" && (unsent || world.queue & ~world.server || inPages & ~world.server || now.typed || world.photos)) return "All sent";
    if (["waiting", "saved"].includes(said.chip.word) && here & unsent & ~world.queue) return "Saved here";
    if (said.claim === "page-sent" && here & unsent) return "This page: all sent";
    if (said.signOut === "kept" && unsent & ~world.queue) return "stays safe after signing out";
    if (said.signOut === "" && (unsent || now.typed)) return "nothing to say at signing out";
    if (said.sentences.some((one) => one.word === "offline") && here & unsent & ~world.queue && said.sentences[0].word === "offline") return "No connection, kept on this device";
    if (count(here & unsent) > said.report.waiting) return "device board";
    return "";
  }

  const start = { session: 1, up: 1, full: 0, queue: 0, done: 0, tokens: 3, net: 0, server: 0, made: 0, visible: 0, photos: 0,
    tabs: [{ judge: "A", ram: false, flying: 0, answered: 0, ledger: NEW }, null] };
  write(start);
  for (let at = 0; at < size; at += 1) {
    for (const [name, happen] of events(read(at))) {
      const to = read(at);
      happen(to);
      if (to.gone && to.gone.length && !to.asked) return { states: size, wrong: `closing without a question`, after: name };
      if (to.gone) to.made &= ~mask(to.gone);
      if (to.cleared) to.made &= to.server | to.tabs.reduce((sum, one) => sum | (one ? mask([...known(one).writing, ...known(one).held]) : 0), 0);
      const isNew = write(to); // what is said of a world depends on nothing but the world
      const wrong = isNew ? lie(to) : "";
      if (wrong) return { states: size, wrong, after: name, world: JSON.stringify(to) };
    }
  }
  return { states: size, wrong: "" };
};
