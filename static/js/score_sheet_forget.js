// On pages where somebody signs in or nobody is: forgets what the console kept of the judge before; unsent operations stay. Open consoles are told.

import { clear } from "./score_sheet_device.js";
import { open } from "./score_sheet_store.js";
import { Tabs } from "./score_sheet_tabs.js";

open().then(clear).catch(() => clear(null));
new Tabs(() => undefined).say({ kind: "person", person: "" });
