// Policies in an editor, with findings as one types and the deciding statements marked.

import { make, question, refill } from "./make.js";
import { short } from "./answer.js";

const TEMPLATE = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "*"
    }
  ]
}
`;
const PAUSE = 150;

export class Editor {
  #desk;
  #kinds;
  #tabs = document.getElementById("tabs");
  #place = document.getElementById("editor");
  #selected = null;
  #policies = [];
  #texts = new Map();
  #findings = [];
  #linted = null;
  #shown = null;
  #timer = 0;

  constructor(desk, kinds) {
    this.#desk = desk;
    this.#kinds = kinds;
  }

  /** Shows the policies of the desk and those that bear on the answer. */
  show(gates, refused) {
    this.#policies = this.#all(gates, refused);
    if (!this.#policies.some((one) => one.id === this.#selected)) {
      const deciding = this.#policies.find((one) => one.statements.length);
      this.#selected = (deciding ?? this.#policies[0])?.id ?? null;
    }
    this.#showTabs();
    this.#showText();
  }

  /** Shows a policy of the answer, and a statement in it. */
  open(gate, policy, statement) {
    const found = this.#policies.find((one) => one.gate === gate && one.name === policy.name)
      ?? this.#policies.find((one) => one.name === policy.name);
    if (!found) return;
    this.#selected = found.id;
    this.#showTabs();
    this.#showText();
    const area = this.#place.querySelector("textarea");
    area.focus();
    const at = statement?.start ?? 0;
    area.setSelectionRange(at, at);
    this.#reveal(at);
  }

  #all(gates, refused) {
    const { policies, edits } = this.#desk.held;
    const why = (part, number) => refused.find((one) => one.part === part && one.number === number)?.why;
    const bearing = gates.flatMap((gate) => gate.policies.map((policy) => ({ gate, policy, isUsed: false })));
    const all = policies.map((policy, number) => {
      const place = bearing.find(({ gate, policy: one, isUsed }) => !isUsed && one.isGiven && one.name === policy.name
        && (policy.level === null || policy.level === gate.level));
      if (place) place.isUsed = true;
      return {
        id: `given:${number}`, number, name: policy.name, kind: policy.kind, level: policy.level, text: policy.text,
        gate: place?.gate, statements: place?.policy.statements ?? [], why: why("policies", number), isGiven: true,
      };
    });
    for (const { gate, policy } of bearing.filter(({ policy: one, isUsed }) => !one.isGiven || !isUsed)) {
      const id = `${policy.isEditable ? "held" : "aws"}:${policy.name}`;
      if (all.some((one) => one.id === id)) continue;
      this.#texts.set(policy.name, policy.text);
      all.push({
        id, name: policy.name, kind: policy.kind, level: null, text: policy.text, gate,
        statements: policy.statements, isEditable: policy.isEditable,
      });
    }
    edits.forEach((edit, number) => {
      const known = all.find((one) => one.id === `held:${edit.name}`);
      const changed = { text: edit.text, isEdited: true, why: why("edits", number) };
      if (known) Object.assign(known, changed);
      else all.push({ id: `held:${edit.name}`, name: edit.name, kind: null, level: null, statements: [], isEditable: true, ...changed });
    });
    return all;
  }

  #showTabs() {
    refill(this.#tabs, this.#policies.map((one) => make("button", {
      type: "button", "data-key": `tab:${one.id}`, "aria-pressed": String(one.id === this.#selected), title: one.name,
      class: one.statements.length ? "bears" : "",
      onclick: () => { this.#selected = one.id; this.#showTabs(); this.#showText(); },
    }, one.name === "" ? "unnamed" : short(one.name), one.isEdited ? make("span", { class: "unseen" }, " (changed)") : null, one.isEdited ? "*" : null, one.why ? make("span", { class: "unseen" }, " (with mistakes)") : null)),
    make("button", { type: "button", class: "plain", "data-key": "tab:new", onclick: () => this.#add() }, "Add a policy"));
  }

  #add() {
    const names = this.#desk.held.policies.map((one) => one.name);
    let number = names.length + 1;
    while (names.includes(`policy-${number}`)) number += 1;
    this.#selected = `given:${names.length}`;
    this.#desk.change((desk) => desk.policies.push({ name: `policy-${number}`, kind: "identity", level: null, text: TEMPLATE }));
    this.#place.querySelector("textarea")?.focus();
  }

  get #current() {
    return this.#policies.find((one) => one.id === this.#selected);
  }

  #showText() {
    const one = this.#current;
    if (!one) {
      this.#shown = null;
      return refill(this.#place, make("p", { class: "quiet" }, "No policy bears on the question yet."));
    }
    const shape = JSON.stringify([one.id, one.kind, one.level, one.isEdited, one.text === null]);
    if (shape !== this.#shown) {
      this.#shown = shape;
      this.#findings = [];
      refill(this.#place, this.#head(one), one.text === null ? make("p", { class: "quiet" }, "A policy of AWS's own.") : this.#body(one),
        make("p", { class: "trouble pre", id: "policy-why", hidden: true }), make("ul", { class: "findings", "aria-label": "Findings" }));
    }
    const area = this.#place.querySelector("textarea");
    if (area && area.value !== one.text) area.value = one.text;
    const why = this.#place.querySelector("#policy-why");
    why.textContent = one.why ?? "";
    why.hidden = !one.why || this.#findings.some(({ severity }) => severity === "error");
    this.#mark();
    this.#lint();
  }

  #head(one) {
    const change = (how) => this.#desk.change((desk) => how(desk.policies[one.number], desk), `head:${one.id}`);
    if (!one.isGiven) {
      const revert = () => this.#desk.change((desk) => { desk.edits = desk.edits.filter((edit) => edit.name !== one.name); });
      return make("div", { class: "row head" },
        make("p", { class: "grow" }, make("code", {}, one.name), one.isEditable ? "" : " cannot be changed"),
        one.isEdited ? make("button", { type: "button", "data-key": "revert", onclick: revert }, "Take the change back") : null);
    }
    const name = make("input", { "aria-label": "Name of the policy", "data-key": "name", class: "grow", spellcheck: "false", oninput: (event) => change((policy) => { policy.name = event.target.value; }) });
    name.value = one.name;
    const { hasLevels } = this.#kinds.find((kind) => kind.name === one.kind) ?? {};
    const level = make("select", {
      "aria-label": "Level, 0 is the root", "data-key": "level", disabled: !hasLevels,
      onchange: (event) => change((policy) => { policy.level = Number(event.target.value); }),
    }, [0, 1, 2, 3, 4, 5, 6].map((number) => make("option", { value: number, selected: (one.level ?? 0) === number }, `level ${number}`)));
    return make("div", { class: "row head" },
      name,
      make("select", {
        "aria-label": "Kind of the policy", "data-key": "kind",
        onchange: (event) => change((policy) => {
          policy.kind = event.target.value;
          policy.level = this.#kinds.find((kind) => kind.name === policy.kind)?.hasLevels ? (policy.level ?? 0) : null;
        }),
      }, this.#kinds.map((kind) => make("option", { value: kind.name, selected: kind.name === one.kind }, kind.name))),
      hasLevels ? level : null,
      make("button", { type: "button", "data-key": "remove", onclick: () => { this.#selected = null; this.#desk.change((desk) => desk.policies.splice(one.number, 1)); } }, "Remove"));
  }

  #body(one) {
    const area = make("textarea", {
      "data-key": "text", "aria-label": `Text of ${one.name || "the policy"}`, "aria-describedby": "policy-why", spellcheck: "false",
      wrap: "off", autocapitalize: "off", readonly: !one.isGiven && !one.isEditable,
      oninput: (event) => this.#typed(event.target.value),
    });
    area.value = one.text;
    return make("div", { class: "paper" },
      make("div", { class: "gutter", "aria-hidden": "true" }), make("div", { class: "sheet" }, make("pre", { class: "marks", "aria-hidden": "true" }), area));
  }

  #typed(text) {
    const one = this.#current;
    one.statements = [];
    this.#desk.change((desk) => {
      if (one.isGiven) desk.policies[one.number].text = text;
      else {
        desk.edits = desk.edits.filter((edit) => edit.name !== one.name);
        desk.edits.push({ name: one.name, text });
      }
    }, `text:${one.id}`);
  }

  #lint() {
    const one = this.#current;
    const asked = JSON.stringify([one.id, one.kind, one.text]);
    if (asked === this.#linted || one.text === null || !one.kind) return;
    this.#linted = asked;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const { findings } = await question("lint", { kind: one.kind, text: one.text }).catch(() => ({ findings: [] }));
      if (asked !== this.#linted) return;
      this.#findings = findings;
      this.#mark();
      this.#list();
    }, PAUSE);
  }

  /** Marks lines and places of the text. */
  #mark() {
    const area = this.#place.querySelector("textarea");
    if (!area) return;
    const text = area.value;
    const lines = text.split("\n");
    area.rows = Math.max(lines.length, 6);
    area.style.width = `${Math.max(...lines.map((line) => line.length)) + 3}ch`;
    const { statements } = this.#current;
    const ranges = [
      ...statements.filter(({ start }) => start !== null).map(({ start, end, effect }) => ({ start, end, name: `decides ${effect}` })),
      ...this.#findings.map(({ start, end, severity }) => ({ start, end: Math.max(end, start + 1), name: severity })),
    ];
    this.#place.querySelector(".marks").replaceChildren(...pieces(text, ranges));
    this.#place.querySelector(".gutter").replaceChildren(...numbers(lines, ranges));
  }

  #list() {
    const list = this.#place.querySelector(".findings");
    refill(list, this.#findings.map((finding, number) => make("li", { class: finding.severity },
      make("button", { type: "button", class: "link", "data-key": `finding:${number}`, onclick: () => this.#go(finding) }, `line ${finding.line}`),
      make("span", {}, ` ${finding.severity}: ${finding.message} `, make("code", {}, finding.code)),
      finding.fix && this.#isWritable ? make("button", { type: "button", "data-key": `fix:${number}`, onclick: () => this.#typed(finding.fix.text) }, finding.fix.what) : null,
      finding.hint ? make("p", { class: "what" }, finding.hint) : null)));
    const why = this.#place.querySelector("#policy-why");
    why.hidden = !why.textContent || this.#findings.some(({ severity }) => severity === "error");
  }

  get #isWritable() {
    const one = this.#current;
    return one.isGiven || one.isEditable;
  }

  #go({ start, end }) {
    const area = this.#place.querySelector("textarea");
    area.focus();
    area.setSelectionRange(start, end);
    this.#reveal(start);
  }

  #reveal(at) {
    const area = this.#place.querySelector("textarea");
    const line = area.value.slice(0, at).split("\n").length - 1;
    this.#place.querySelector(".gutter").children[line]?.scrollIntoView({ block: "nearest" });
  }
}

/** The text in pieces, each with the names of the ranges around it. */
function pieces(text, ranges) {
  const cuts = [...new Set([0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])])]
    .filter((at) => at <= text.length).sort((one, other) => one - other);
  const made = [];
  for (let number = 0; number + 1 < cuts.length; number += 1) {
    const [start, end] = [cuts[number], cuts[number + 1]];
    const names = ranges.filter((range) => range.start <= start && end <= range.end).map(({ name }) => name);
    const piece = text.slice(start, end);
    made.push(names.length ? make("mark", { class: names.join(" ") }, piece) : piece);
  }
  return [...made, "\n"];
}

/** Line numbers, with what is on each line. */
function numbers(lines, ranges) {
  let at = 0;
  return lines.map((line, number) => {
    const [start, end] = [at, at + line.length];
    at = end + 1;
    const names = ranges.filter((range) => range.start <= end && start < range.end).map(({ name }) => name);
    return make("span", { class: [...new Set(names)].join(" ") }, String(number + 1));
  });
}
