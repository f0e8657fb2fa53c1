// Holds the console against the browsers it promises (decision 0806): their syntax by the year, their interfaces by compatibility data.

import compat from "eslint-plugin-compat";

const TARGETS = ["chrome 80", "and_chr 80", "ios_saf 13.4", "safari 13.1", "firefox 78"];
const ASKED_FOR = ["BroadcastChannel", "BarcodeDetector", "AudioContext"]; // used only where it is there
const TOO_NEW = [
  ["AssignmentExpression[operator=/^(\\?\\?|\\|\\||&&)=$/]", "Logical assignment came with Chrome 85 and Safari 14."],
  ["Literal[regex.pattern=/\\(\\?<[=!]/]", "Looking behind in a pattern came with Safari 16.4."],
];

export default [
  {
    files: ["static/js/score_sheet_*.js", "static/js/evidence.js"],
    ...compat.configs["flat/recommended"],
    languageOptions: { ecmaVersion: 2021, sourceType: "module" },
    settings: { targets: TARGETS, polyfills: ASKED_FOR },
    rules: { ...compat.configs["flat/recommended"].rules, "no-restricted-syntax": ["error", ...TOO_NEW.map(([selector, message]) => ({ selector, message }))] },
  },
  { files: ["static/js/console_guard.js"], languageOptions: { ecmaVersion: 5, sourceType: "script" } },
];
