// What the page holds, what it held before, and the address that keeps it.

const EMPTY = {
  policies: [], edits: [], changes: [], principal: "", action: "", resource: "", context: [], now: null, watch: [],
};
const PLACE = "iamsim.desk";
const MOST_UNDONE = 200;
/** Typing that pauses for no longer is one change. */
const PAUSE = 1200;

/** The desk as the fragment of an address. */
async function packed(desk) {
  const bytes = new TextEncoder().encode(JSON.stringify(desk));
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const deflated = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of deflated) text += String.fromCharCode(byte);
  return "v1." + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The desk of a fragment; `null` if there is none in it. */
async function unpacked(fragment) {
  if (!fragment.startsWith("#v1.")) return null;
  try {
    const text = atob(fragment.slice(4).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return sound(JSON.parse(await new Response(stream).text()));
  } catch {
    return null;
  }
}

/** What of a desk somebody else wrote can be shown. */
function sound(desk) {
  if (typeof desk !== "object" || desk === null) return null;
  const clean = structuredClone(EMPTY);
  for (const [name, kind] of Object.entries(EMPTY)) {
    const value = desk[name];
    if (Array.isArray(kind) ? Array.isArray(value) : typeof value === "string") clean[name] = value;
  }
  return clean;
}

export class Desk extends EventTarget {
  #start;
  #past = [];
  #future = [];
  #typing = { key: null, at: 0 };
  #writing = 0;

  /** The desk of the address, or else the one to begin with. */
  async open(start) {
    this.#start = { ...structuredClone(EMPTY), ...start };
    this.held = (this.#unwritten() ?? (await unpacked(location.hash))) ?? structuredClone(this.#start);
    addEventListener("hashchange", async () => {
      const other = await unpacked(location.hash);
      if (other && JSON.stringify(other) !== JSON.stringify(this.held)) this.#become(other, true);
    });
  }

  /** What was typed and did not reach the address before the page was left. */
  #unwritten() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(PLACE));
      return kept && kept.hash === location.hash ? sound(kept.desk) : null;
    } catch {
      return null;
    }
  }

  /** Lets `how` change a copy. Changes with one key that follow closely are undone together. */
  change(how, key = null) {
    const next = structuredClone(this.held);
    how(next);
    if (JSON.stringify(next) === JSON.stringify(this.held)) return;
    const now = performance.now();
    const goesOn = key !== null && key === this.#typing.key && now - this.#typing.at < PAUSE;
    this.#typing = { key, at: now };
    this.#become(next, !goesOn);
  }

  #become(next, isStep) {
    if (isStep) {
      this.#past.push(this.held);
      if (this.#past.length > MOST_UNDONE) this.#past.shift();
    }
    this.#future = [];
    this.#show(next);
  }

  #show(next) {
    this.held = next;
    this.#write();
    this.dispatchEvent(new Event("change"));
  }

  undo() {
    if (!this.#past.length) return;
    this.#future.push(this.held);
    this.#typing.key = null;
    this.#show(this.#past.pop());
  }

  redo() {
    if (!this.#future.length) return;
    this.#past.push(this.held);
    this.#typing.key = null;
    this.#show(this.#future.pop());
  }

  reset() {
    this.change((desk) => Object.assign(desk, structuredClone(this.#start)));
  }

  get canUndo() { return this.#past.length > 0; }
  get canRedo() { return this.#future.length > 0; }

  /** What was loaded. */
  get start() { return this.#start; }

  async #write() {
    const number = ++this.#writing;
    const desk = this.held;
    const keep = () => {
      try {
        sessionStorage.setItem(PLACE, JSON.stringify({ hash: location.hash, desk }));
      } catch {
        // The address keeps it a moment later.
      }
    };
    keep();
    const fragment = await packed(desk);
    if (number !== this.#writing) return;
    history.replaceState(null, "", "#" + fragment);
    keep();
  }

  /** The address that shows this desk to others. */
  async link() {
    return location.origin + location.pathname + "#" + (await packed(this.held));
  }
}
