// The page: what changes on the desk is asked anew, and shown.

import { showAnswer } from "./answer.js";
import { combobox } from "./combobox.js";
import { showKeys } from "./context.js";
import { Desk } from "./desk.js";
import { Editor } from "./editor.js";
import { DECISIONS, SHORT, make, question, refill, say } from "./make.js";

const byId = (id) => document.getElementById(id);
const FIELDS = ["principal", "action", "resource"];
const PAUSE = 120;

const EXAMPLE = {
  policies: [{
    name: "team-notes", kind: "identity", level: null,
    text: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Sid: "ReadNotes", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::team/*" },
        { Sid: "OnlyFromTheOffice", Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } },
      ],
    }, null, 2) + "\n",
  }],
  principal: "arn:aws:iam::111122223333:user/alice", action: "s3:GetObject", resource: "arn:aws:s3:::team/notes.txt",
  context: [{ name: "aws:SourceIp", state: "given", values: ["198.51.100.7"] }],
};

const desk = new Desk();
let editor;
let [asked, watch, keys, gates, timer, number] = [null, [], [], [], 0, 0];
/** What would turn the answer, for the desk that it was asked of. */
let advised = null;

const sameQuestion = (one, other) => FIELDS.every((field) => one[field] === other[field]);

/** What goes to the program: values that nobody has typed yet are left out. */
function sent() {
  const { context, ...rest } = desk.held;
  const typed = (key) => ({ ...key, values: key.values.filter((value) => value !== "") });
  const said = context.map(typed).map((key) => (key.state === "given" && !key.values.length ? { ...key, state: "unknown" } : key));
  return { ...rest, context: said };
}

async function askAgain() {
  const own = ++number;
  let reply;
  try {
    reply = await question("ask", sent());
  } catch (why) {
    if (own !== number) return;
    return showAnswer({ asked, trouble: `There is no answer: ${why.message}`, isOld: true }, open);
  }
  if (own !== number) return;
  take(reply);
}

function take(reply) {
  const isWhole = reply.refused.length === 0;
  const before = asked;
  if (isWhole) {
    asked = reply.asked;
    watch = reply.watch;
    gates = asked?.gates ?? [];
    keys = asked?.keys ?? keys;
  }
  view = { asked, trouble: isWhole ? null : troubleText(reply.refused), isOld: !isWhole };
  showWithAdvice();
  editor.show(gates, reply.refused);
  const hangs = asked?.answer?.missingContext.map(({ key }) => key) ?? [];
  showKeys(desk, { keys, hangs, refused: reply.refused });
  showWatch(isWhole);
  showChanges(reply);
  showFieldTroubles(reply.refused);
  announce(before);
}

let view = null;

/** Shows the answer, with what would turn it if somebody asked for that. */
function showWithAdvice() {
  const own = JSON.stringify(desk.held);
  const isAsked = view.asked?.question && !view.isOld;
  const advice = isAsked ? { found: advised?.own === own ? advised.found : null, ask: () => askAdvice(own), apply } : null;
  showAnswer({ ...view, advice }, open);
}

async function askAdvice(own) {
  if (advised?.own === own) advised = null;
  else {
    const found = await question("advice", sent()).catch((why) => ({ items: [], text: why.message }));
    advised = { own, found };
    say(found.items.length === 1 ? "1 suggestion" : `${found.items.length} suggestions`);
  }
  showWithAdvice();
}

function apply(next) {
  desk.change((held) => Object.assign(held, next));
  byId("answer-title").scrollIntoView({ block: "nearest" });
}

const PARTS = { policies: "a policy", edits: "a policy", changes: "a change", context: "a condition key", principal: "who asks", resource: "the resource", now: "the time" };

function troubleText(refused) {
  const [first] = refused;
  const policy = { policies: desk.held.policies, edits: desk.held.edits }[first.part]?.[first.number];
  const what = policy ? `the policy ${policy.name}` : PARTS[first.part];
  const isField = ["principal", "resource", "now", "changes"].includes(first.part);
  return isField ? first.why : `There is no new answer before the mistake in ${what} is mended.`;
}

function announce(before) {
  const turned = desk.held.watch.filter((one, at) => one.was && watch[at]?.decision && one.was !== watch[at].decision).length;
  const decision = asked?.decision && asked.decision !== before?.decision ? DECISIONS[asked.decision] : "";
  const text = [decision, turned ? `${turned} of the watch list turned` : ""].filter(Boolean).join(". ");
  if (text) say(text);
}

function open(gate, policy, statement) {
  editor.open(gate, policy, statement);
}

function showFieldTroubles(refused) {
  for (const name of [...FIELDS, "now"]) {
    const why = refused.some((one) => one.part === name);
    byId(name).setAttribute("aria-invalid", String(why));
  }
  const time = refused.find((one) => one.part === "now");
  byId("now-why").textContent = time?.why ?? "";
  byId("now-why").hidden = !time;
}

function showWatch(isWhole) {
  const all = desk.held.watch;
  byId("watch-none").hidden = all.length > 0;
  const hasTurned = all.some((one, at) => watch[at]?.decision && one.was && one.was !== watch[at].decision);
  byId("accept").hidden = !hasTurned;
  byId("watch").classList.toggle("old", !isWhole);
  refill(byId("watch"), all.map((one, at) => watched(one, watch[at] ?? { decision: null, reason: "" }, at)));
}

function watched(one, { decision, reason }, at) {
  const isTurned = decision && one.was && one.was !== decision;
  const chip = (value, kind = "") => make("span", { class: `chip ${value ?? "none"} ${kind}` }, value ? SHORT[value] : "no answer");
  const load = () => {
    desk.change((next) => FIELDS.forEach((field) => { next[field] = one[field]; }));
    byId("answer-title").scrollIntoView({ block: "nearest" });
  };
  const away = () => desk.change((next) => next.watch.splice(at, 1));
  return make("li", { class: isTurned ? "turned" : "" },
    make("div", { class: "chips" }, isTurned ? [chip(one.was, "was"), make("span", { "aria-hidden": "true" }, "→"), make("span", { class: "unseen" }, "is now")] : null, chip(decision)),
    make("div", { class: "grow" },
      make("p", {}, make("code", {}, one.action), " on ", make("code", {}, one.resource), " as ", make("code", {}, one.principal)),
      isTurned || !decision ? make("p", { class: "what" }, reason) : null),
    make("div", { class: "row" },
      make("button", { type: "button", class: "link", "data-key": `load:${at}`, "aria-label": `Show ${one.action} on ${one.resource}`, onclick: load }, "Show"),
      make("button", { type: "button", class: "link", "data-key": `away:${at}`, "aria-label": `Stop watching ${one.action} on ${one.resource}`, onclick: away }, "Remove")));
}

function showChanges({ refused, diff }) {
  refill(byId("changes"), desk.held.changes.map((line, at) => {
    const why = refused.find((one) => one.part === "changes" && one.number === at)?.why;
    return make("li", {}, make("code", { class: "grow" }, line),
      make("button", { type: "button", class: "link", "data-key": `undo:${at}`, "aria-label": `Take back ${line}`, onclick: () => desk.change((next) => next.changes.splice(at, 1)) }, "Take back"),
      why ? make("p", { class: "trouble pre" }, why) : null);
  }));
  byId("diff").hidden = diff === "";
  refill(byId("diff").querySelector("pre"), diff.split(/(?<=\n)/).map((line) => make("span", { class: line.startsWith("+") ? "added" : line.startsWith("-") ? "gone" : "" }, line)));
}

/** Shows what the desk holds at once, and its answers when they come. */
function show() {
  for (const name of FIELDS) if (byId(name).value !== desk.held[name]) byId(name).value = desk.held[name];
  if (byId("now").value !== (desk.held.now ?? "")) byId("now").value = desk.held.now ?? "";
  byId("undo").disabled = !desk.canUndo;
  byId("redo").disabled = !desk.canRedo;
  byId("example").hidden = desk.held.policies.length > 0 || desk.held.principal !== "";
  clearTimeout(timer);
  timer = setTimeout(askAgain, PAUSE);
}

/** Asks, and keeps the question on the watch list with its first answer. */
async function askAndWatch() {
  clearTimeout(timer);
  await askAgain();
  if (!asked?.question) return byId("answer-title").scrollIntoView({ block: "nearest" });
  const { decision } = asked;
  const one = { ...asked.question, was: decision };
  if (desk.held.watch.some((other) => sameQuestion(other, one))) return say(DECISIONS[decision]);
  desk.change((next) => next.watch.push(one));
  say(DECISIONS[decision]);
}

async function exportScenario() {
  try {
    const { name, text } = await question("scenario", sent());
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
    say(`${name} is exported`);
  } catch (why) {
    showAnswer({ asked, trouble: `There is no scenario: ${why.message}`, isOld: false }, open);
  }
}

/** Whether a line shows a token or its claims: what is on the desk stands in the address. */
const hasToken = (line) => /ey[\w-]{6,}\s*\.\s*ey[\w-]{6,}/.test(line) || /^paste\b[^]*"iss"/i.test(line);

/** Shows what a token comes to, once. */
async function explain(line) {
  const text = line.replace(/^paste\s+/i, "");
  const { text: told } = await question("explain", { desk: sent(), text }).catch((why) => ({ text: why.message }));
  byId("explained").textContent = told;
  byId("explained").hidden = false;
  say("The token is explained");
}

async function copyLink() {
  const text = await desk.link();
  try {
    await navigator.clipboard.writeText(text);
    byId("link").textContent = "Copied";
    say("The link is copied");
  } catch {
    byId("link").textContent = "It is in the address";
  }
  setTimeout(() => { byId("link").textContent = "Copy link"; }, 2000);
}

function listen() {
  for (const name of FIELDS) byId(name).addEventListener("input", (event) => desk.change((next) => { next[name] = event.target.value; }, name));
  byId("now").addEventListener("input", (event) => desk.change((next) => { next.now = event.target.value.trim() || null; }, "now"));
  const submit = (id, what) => byId(id).addEventListener("submit", (event) => { event.preventDefault(); what(); });
  submit("ask", askAndWatch);
  submit("add-key", () => {
    const name = byId("key").value.trim();
    if (!name) return;
    byId("key").value = "";
    desk.change((next) => {
      if (!next.context.some((one) => one.name.toLowerCase() === name.toLowerCase())) next.context.push({ name, state: "given", values: [""] });
    });
  });
  submit("add-change", () => {
    const line = byId("change").value.trim();
    if (!line) return;
    byId("change").value = "";
    byId("explained").hidden = true;
    if (hasToken(line)) explain(line);
    else desk.change((next) => next.changes.push(line));
  });
  const click = (id, what) => byId(id).addEventListener("click", what);
  click("undo", () => desk.undo());
  click("redo", () => desk.redo());
  click("reset", () => desk.reset());
  click("link", copyLink);
  click("export", exportScenario);
  click("example", () => desk.change((next) => Object.assign(next, structuredClone(EXAMPLE))));
  click("accept", () => desk.change((next) => next.watch.forEach((one, at) => { one.was = watch[at]?.decision ?? one.was; })));
  addEventListener("keydown", (event) => {
    const isText = event.target.matches("input, textarea");
    if (isText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) desk.redo();
    else desk.undo();
  });
  for (const box of document.querySelectorAll(".combo")) {
    const { field } = box.dataset;
    if (field === "line") combobox(box, (input) => ({ field, text: input.value, desk: sent() }), (input, item) => input.value.slice(0, item.start) + item.text);
    else combobox(box, (input) => ({ field, text: input.value, action: byId("action").value }));
  }
}

function showLoaded({ environment, version }) {
  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const known = environment
    ? [count(environment.accounts, "account"), `${environment.principals} users and roles`, count(environment.resources, "resource")].join(", ")
    : "no account is loaded";
  byId("loaded").textContent = `${version} · ${known}`;
}

async function begin() {
  const start = await question("start", {});
  showLoaded(start);
  await desk.open(start.desk);
  editor = new Editor(desk, start.kinds);
  listen();
  desk.addEventListener("change", show);
  show();
  await askAgain();
  document.body.dataset.ready = "true";
}

begin().catch((why) => showAnswer({ asked: null, trouble: `The program does not answer: ${why.message}` }, open));
