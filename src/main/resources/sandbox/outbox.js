const HEADINGS = { email: 'E-mail', sms: 'Text message', token: 'Token' };

// Whatever a merchant wrote goes in as text, never as markup.
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text ?? '';
  return made;
}

function draw(message) {
  const card = element('article', 'card message');
  const meta = element('div', 'meta');
  meta.append(
    element('span', 'tag', HEADINGS[message.method] ?? message.method),
    element('span', 'to', `to ${message.to}`),
    element('time', 'at', new Date(message.at).toLocaleString()),
  );
  const open = element('a', 'open', 'Open the payment page');
  open.href = message.link;
  card.append(meta, element('h2', 'subject', message.subject), element('p', 'text', message.text), open);
  return card;
}

async function start() {
  const lead = document.getElementById('lead');
  try {
    const answer = await fetch('/sandbox/v1/outbox', { cache: 'no-store' });
    const { messages } = await answer.json();
    document.getElementById('messages').replaceChildren(...messages.map(draw));
    lead.textContent = messages.length ? 'What Klarna would have sent, newest first.' : 'Nothing has been sent yet.';
  } catch (unreachable) {
    lead.textContent = 'The sandbox does not answer. Is it still running?';
  }
}

start();
