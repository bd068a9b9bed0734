// Condition keys as a form, made from those that the policies mention.

import { make, refill } from "./make.js";

const HINTS = {
  text: "text", number: "10", arn: "arn:aws:..", date: "2026-03-01T09:00:00Z", address: "203.0.113.9", bytes: "base64",
};
const TYPES = {
  text: "text", number: "number", arn: "ARN", boolean: "true or false", date: "point in time",
  address: "IP address", bytes: "bytes",
};

/** What a request carries where nobody says. */
function carried(key) {
  switch (key.carried) {
    case "given": return `filled in: ${key.values.join(", ")}`;
    case "absent": return "not sent";
    case "something": return "sent, value not known";
    default: return "not said";
  }
}

const same = (one, other) => one.toLowerCase() === other.toLowerCase();

/** The keys that policies mention, and others of which something is said. */
function rows(desk, keys) {
  const others = desk.context.filter((said) => !keys.some((key) => same(key.name, said.name)));
  return [...keys, ...others.map(({ name }) => ({ name, type: null, isList: false, carried: "unknown", values: null }))];
}

/** Shows the keys; `hangs` are those on which the answer hangs. */
export function showKeys(desk, { keys, hangs, refused }) {
  const all = rows(desk.held, keys);
  document.getElementById("context-none").hidden = all.length > 0;
  refill(document.getElementById("keys"), all.map((key, number) => row(desk, key, number, { hangs, refused })));
}

function row(desk, key, number, { hangs, refused }) {
  const at = desk.held.context.findIndex((one) => same(one.name, key.name));
  const said = desk.held.context[at];
  const state = said?.state ?? "auto";
  const id = `key-${number}`;
  const isOpen = hangs.some((name) => same(name, key.name));
  const why = refused.find((one) => one.part === "context" && one.number === at)?.why;
  const options = [
    ["auto", said ? "not said" : carried(key)], ["given", "given"], ["absent", "absent"], ["unknown", "unknown"],
  ];
  const choice = make("select", {
    id, "data-key": `state:${key.name}`,
    onchange: (event) => desk.change((next) => setState(next, key, event.target.value)),
  }, options.map(([value, text]) => make("option", { value, selected: value === state }, text)));
  return make("li", { class: isOpen ? "open" : "" },
    make("label", { for: id }, make("code", {}, key.name), key.type ? make("span", { class: "what" }, `${TYPES[key.type]}${key.isList ? ", several" : ""}`) : null),
    choice,
    state === "given" ? value(desk, key, said, why ? `${id}-why` : null) : null,
    isOpen ? make("p", { class: "note" }, "The answer hangs on this.") : null,
    why ? make("p", { class: "trouble", id: `${id}-why` }, why) : null);
}

function setState(desk, key, state) {
  const at = desk.context.findIndex((one) => same(one.name, key.name));
  const values = desk.context[at]?.values ?? key.values ?? [];
  if (at >= 0) desk.context.splice(at, 1);
  if (state === "auto") return;
  const given = values.length ? values : [key.type === "boolean" ? "true" : ""];
  desk.context.push({ name: key.name, state, values: state === "given" ? given : values });
}

function value(desk, key, said, described) {
  const set = (values) => desk.change((next) => {
    next.context.find((one) => same(one.name, key.name)).values = values;
  }, `value:${key.name}`);
  const common = {
    "aria-label": `Value of ${key.name}`, "data-key": `value:${key.name}`, "aria-describedby": described,
  };
  if (key.type === "boolean") {
    return make("select", { ...common, onchange: (event) => set([event.target.value]) },
      ["true", "false"].map((text) => make("option", { value: text, selected: said.values[0] === text }, text)));
  }
  if (key.isList) {
    const area = make("textarea", {
      ...common, rows: Math.max(2, said.values.length), spellcheck: "false", placeholder: "one in each line",
      oninput: (event) => set(event.target.value.split("\n")),
    });
    area.value = said.values.join("\n");
    return area;
  }
  const input = make("input", {
    ...common, spellcheck: "false", placeholder: HINTS[key.type] ?? "value",
    oninput: (event) => set([event.target.value]),
  });
  input.value = said.values[0] ?? "";
  return input;
}
