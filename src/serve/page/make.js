// Elements, made without markup in strings: what people type stays text.

/** An element with properties and children; `null` children are left out. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts children in place of others. Whoever is typing into one of them goes on typing. */
export function refill(parent, ...children) {
  const active = document.activeElement;
  const key = parent.contains(active) ? active.dataset.key : null;
  const selection = key && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  parent.replaceChildren(...children.flat().filter(Boolean));
  if (!key) return;
  const again = parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
  if (again && selection && selection[0] !== null) again.setSelectionRange(...selection);
}

/** Says something to those who do not see the page. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Asks the program. */
export async function question(name, body) {
  const reply = await fetch(`/api/v1/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error);
  return answer;
}

/** The decision in words. */
export const DECISIONS = {
  allowed: "Allowed",
  implicitDeny: "Denied, nothing allows it",
  explicitDeny: "Denied explicitly",
  undecided: "Undecided",
};

/** The decision in a word or two. */
export const SHORT = {
  allowed: "allowed",
  implicitDeny: "denied",
  explicitDeny: "denied",
  undecided: "undecided",
};
