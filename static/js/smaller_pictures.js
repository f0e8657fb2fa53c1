// Large pictures of a phone are made smaller on the device before they are sent: four of them are more than a request may hold.
//
// <input type="file" multiple> in <form data-behaviour="smaller-pictures">; other files stay as they are.

import { smaller } from "./score_sheet_photos.js";

/** @param {HTMLInputElement} input */
async function shrink(input) {
  const files = [...(input.files ?? [])];
  const taken = new DataTransfer();
  for (const file of files) {
    const small = file.type.startsWith("image/") ? await smaller(file) : file;
    taken.items.add(small === file ? file : new File([small], file.name.replace(/\.[^.]+$/, ".jpg"), { type: small.type }));
  }
  input.files = taken.files;
}

for (const form of document.querySelectorAll("form[data-behaviour='smaller-pictures']")) {
  form.addEventListener("submit", (event) => {
    const input = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type='file']"));
    if (!input) return;
    event.preventDefault();
    shrink(input).catch(() => undefined).then(() => /** @type {HTMLFormElement} */ (form).submit());
  });
}
