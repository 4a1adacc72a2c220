// What pages do beside being read: menus close, reasons follow their code, filters apply at once, a form is sent once.
"use strict";

for (const menu of document.querySelectorAll("details.menu")) {
  const summary = menu.querySelector("summary");
  const items = () => [...menu.querySelectorAll(".sheet a, .sheet button")];
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      menu.open = true;
      const all = items();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = all.indexOf(document.activeElement);
      const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
      all[next]?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// Only the options that belong to what is chosen in the field before can be chosen.
for (const select of document.querySelectorAll("select[data-depends-on]")) {
  const before = document.getElementsByName(select.dataset.dependsOn)[0];
  if (!before) continue;
  const choices = [...select.querySelectorAll("option")].map((option) => ({
    option,
    under: option.dataset.under ? option.dataset.under.split(" ") : null,
  }));
  const narrow = () => {
    const chosen = select.value;
    const fitting = choices.filter(({ under }) => under === null || under.includes(before.value));
    select.replaceChildren(...fitting.map(({ option }) => option));
    select.value = fitting.some(({ option }) => option.value === chosen) ? chosen : "";
    select.disabled = fitting.length < 2;
  };
  before.addEventListener("change", narrow);
  narrow();
}

for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  for (const select of form.querySelectorAll("select")) {
    select.addEventListener("change", () => form.requestSubmit());
  }
}

// Files can be dropped where they can be chosen.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const told = zone.querySelector("[data-chosen]");
  const tell = () => {
    told.textContent = [...input.files].map((file) => file.name).join(", ");
  };
  input.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    tell();
  });
}

// A second click sends nothing more. The server would do it once in any case.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelector("button").setAttribute("aria-busy", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});
