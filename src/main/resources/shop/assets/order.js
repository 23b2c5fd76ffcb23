// Shows what signed webhooks said. The server decides the status; this page only draws it.
const meanings = {
  COMPLETED: "Paid. The shop may ship.",
  CANCELLED: "Cancelled. Nothing will be charged.",
  DISABLED: "The shop withdrew the payment page.",
  FAILED: "This attempt failed. The payment page can be tried again.",
  ERROR: "Something went wrong at Klarna. The payment page can be tried again.",
  BACK: "You left the payment page. It is still open.",
  IN_PROGRESS: "You are paying on Klarna's page.",
  WAITING: "The payment page is open.",
};

const byId = id => document.getElementById(id);
const seen = new Map();

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function shortened(signature) {
  const first = (signature || "").split(" ")[0];
  return first.length > 24 ? first.slice(0, 14) + "…" + first.slice(-6) : first;
}

function showStatus(status) {
  const target = byId("status");
  target.textContent = status;
  target.dataset.status = status;
  byId("meaning").textContent = meanings[status] || "The order changes when a signed webhook arrives, not when your browser returns.";
}

function showSignature(entry) {
  const target = byId("signature");
  target.hidden = false;
  target.replaceChildren(
    element("span", "tick", "✓ signature verified"),
    element("code", "", shortened(entry.signature)));
}

function fact(list, name, value) {
  const row = element("div");
  row.append(element("dt", "", name), element("dd", "", value));
  list.append(row);
}

function confirmation(entry) {
  if (entry.verified === true) return "yes, read back from Klarna";
  return entry.verified === false ? "no, Klarna's call only" : "not stated";
}

function item(entry) {
  const made = element("li");
  const head = element("p", "event");
  head.append(element("strong", "", entry.type || "event without a type"), element("span", "tick", "✓ signature verified"));
  const facts = element("dl");
  fact(facts, "Status", entry.status || "none");
  fact(facts, "Sequence", String(entry.sequence));
  fact(facts, "webhook-id", entry.webhook_id);
  fact(facts, "Signature", shortened(entry.signature));
  fact(facts, "Confirmed", confirmation(entry));
  if (entry.source) fact(facts, "Source", entry.source);
  const time = element("time", "", new Date(entry.at).toLocaleTimeString());
  time.dateTime = entry.at;
  made.append(head, time, facts);
  return made;
}

function show(entry) {
  seen.set(entry.webhook_id, entry);
  const ordered = [...seen.values()].sort((a, b) => b.sequence - a.sequence);
  byId("empty").hidden = true;
  byId("timeline").replaceChildren(...ordered.map(item));
  showSignature(ordered[0]);
  showStatus(entry.order_status);
}

function follow() {
  const live = byId("live");
  const stream = new EventSource(location.pathname + "/events");
  stream.addEventListener("webhook", message => show(JSON.parse(message.data)));
  stream.addEventListener("open", () => { live.dataset.state = "open"; live.textContent = "Live"; });
  stream.addEventListener("error", () => { live.dataset.state = "lost"; live.textContent = "Reconnecting"; });
}

// The way back from Klarna carries a token that can place orders: keep it out of history and of what people copy.
if (location.search) {
  const result = new URLSearchParams(location.search).get("result");
  history.replaceState(null, "", location.pathname + (result ? "?result=" + encodeURIComponent(result) : ""));
}
showStatus(byId("status").textContent);
follow();
