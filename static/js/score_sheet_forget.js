// On pages where somebody signs in or nobody is: forgets what the console kept of the judge before; unsent operations stay.

import { clear } from "./score_sheet_device.js";
import { open } from "./score_sheet_store.js";

open().then(clear).catch(() => clear(null));
