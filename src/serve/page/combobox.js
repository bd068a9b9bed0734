// A text field with proposals, by keyboard or pointer.

import { make, question } from "./make.js";

let count = 0;
/** How long typing pauses before proposals are asked for. */
const PAUSE = 80;

/** Makes the field of `box` propose what `body` asks for. `whole` puts a proposal into its text. */
export function combobox(box, body, whole = (input, item) => item.text) {
  const input = box.querySelector("input");
  const id = `proposals-${++count}`;
  const list = make("ul", { id, class: "proposals", role: "listbox", hidden: true });
  list.setAttribute("aria-label", "Proposals");
  box.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off",
  })) input.setAttribute(name, value);

  let [items, active, timer, asked] = [[], -1, 0, 0];

  function close() {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = next;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function pick(number) {
    const item = items[number];
    close();
    input.value = whole(input, item);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
    const goesOn = /[:/]$/.test(input.value);
    const gap = input.value.indexOf("${");
    if (gap >= 0) input.setSelectionRange(gap, input.value.indexOf("}", gap) + 1);
    if (!goesOn) close();
  }

  function show(found) {
    items = found;
    active = -1;
    list.replaceChildren(...items.map((item, number) => make("li", {
      id: `${id}-${number}`, role: "option", "aria-selected": "false",
      onpointerdown: (event) => { event.preventDefault(); pick(number); },
    }, make("span", { class: "text" }, item.text), make("span", { class: "what" }, item.description))));
    const isOpen = items.length > 0 && document.activeElement === input;
    list.hidden = !isOpen;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(isOpen));
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const number = ++asked;
    try {
      const { items: found } = await question("complete", body(input));
      if (number !== asked) return;
      const isDone = found.length === 1 && found[0].text === input.value;
      show(isDone ? [] : found);
    } catch {
      if (number === asked) close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen) ask();
      else mark((active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      pick(active);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      close();
    }
  });
}
