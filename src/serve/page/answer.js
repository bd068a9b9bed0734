// The answer as a picture of the layers, and in words.

import { DECISIONS, make, refill } from "./make.js";

const SAYS = {
  absent: "no policy", allows: "allows", silent: "says nothing", denies: "denies", open: "not known",
};
const SIGNS = { absent: "–", allows: "✓", silent: "○", denies: "✕", open: "?" };

/** Shows an answer, or why there is none. `open` shows a statement in its policy. */
export function showAnswer({ asked, trouble, isOld, advice }, open) {
  const place = document.getElementById("verdict");
  place.classList.toggle("old", Boolean(isOld));
  if (trouble && !asked) return refill(place, make("p", { class: "trouble" }, trouble));
  if (!asked) return refill(place, make("p", { class: "quiet" }, "Say who asks for what."));
  if (asked.refusal) return refill(place, make("p", { class: "trouble pre" }, asked.refusal));
  refill(place, trouble ? make("p", { class: "trouble" }, trouble) : null, headline(asked), picture(asked, open), missing(asked), advised(asked, advice), notes(asked), words(asked));
}

function headline(asked) {
  const { principal, action, resource } = asked.question;
  return make("div", { class: `headline ${asked.decision}` },
    make("p", { class: "decision" }, DECISIONS[asked.decision]),
    make("p", { class: "because" }, asked.reason),
    make("p", { class: "what" }, make("code", {}, action), " on ", make("code", {}, resource), " as ", make("code", {}, principal)));
}

function picture(asked, open) {
  return make("ol", { class: "gates", "aria-label": "What each layer says" },
    asked.gates.map((gate) => make("li", { class: `${gate.state}${gate.decides ? " decides" : ""}` },
      make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[gate.state]),
      make("div", {},
        make("p", { class: "layer" },
          make("span", { class: "name" }, title(gate)), " ",
          make("span", { class: "says" }, SAYS[gate.state]),
          gate.decides ? make("strong", { class: "badge" }, "decides") : null),
        gate.policies.length ? make("ul", {}, gate.policies.map((policy) => bearing(gate, policy, open))) : null))));
}

const title = ({ title, level }) => {
  const text = title[0].toUpperCase() + title.slice(1);
  return level === null ? text : `${text}, level ${level}`;
};

function bearing(gate, policy, open) {
  const go = (statement) => () => open(gate, policy, statement);
  return make("li", {},
    make("button", { type: "button", class: "link", "data-key": `policy:${gate.layer}:${gate.level}:${policy.name}`, onclick: go(null) }, short(policy.name)),
    policy.statements.map((statement) => make("button", {
      type: "button", class: `link statement ${statement.effect}`, "data-key": `statement:${policy.name}:${statement.number}`,
      onclick: go(statement),
    }, `${statement.effect} ${statement.sid ? `“${statement.sid}”` : `statement ${statement.number}`}`)));
}

/** The end of a long name. */
export const short = (name) => (name.startsWith("arn:") ? name.slice(name.lastIndexOf(":") + 1) : name);

function missing({ answer }) {
  const keys = answer.missingContext.map(({ key, reason }) => make("li", {}, make("code", {}, key), ` ${reason}`));
  const policies = answer.missingPolicies.map((layer) => make("li", {}, `a policy that nobody gave: ${layer}`));
  const all = [...keys, ...policies];
  return all.length ? make("div", { class: "missing" }, make("h3", {}, "It hangs on"), make("ul", {}, all)) : null;
}

/** What would turn the answer, each with a button that does it. */
function advised(asked, advice) {
  if (!advice) return null;
  const what = asked.decision === "allowed" ? "What would take it away" : "What would turn it";
  const ask = make("button", { type: "button", "data-key": "advice", onclick: advice.ask, "aria-expanded": String(Boolean(advice.found)) }, what);
  if (!advice.found) return make("div", {}, ask);
  const { items, text } = advice.found;
  return make("div", { class: "advice" }, ask,
    make("ol", {}, items.map((item, number) => make("li", {},
      make("p", { class: "pre" }, item.text),
      item.desk ? make("button", { type: "button", "data-key": `apply:${number}`, "aria-label": `Do it: ${item.text}`, onclick: () => advice.apply(item.desk) }, "Do it") : null))),
    items.length ? make("details", {}, make("summary", { "data-key": "advice-words" }, "With the changes of the texts"), make("pre", { tabindex: "0" }, text)) : make("p", { class: "pre" }, text));
}

function notes({ answer }) {
  if (!answer.notes.length) return null;
  return make("details", { class: "notes" },
    make("summary", { "data-key": "notes" }, `What it rests on (${answer.notes.length})`),
    make("ul", {}, answer.notes.map(({ rule, message }) => make("li", {}, make("code", {}, rule), ` ${message}`))));
}

function words({ text }) {
  return make("details", {}, make("summary", { "data-key": "words" }, "The whole explanation"), make("pre", { tabindex: "0" }, text));
}
