import { dayIn, money } from './money.js';

const page = location.pathname.replace(/\/done\/?$/, '').replace(/\/$/, '');
const isDone = /\/done\/?$/.test(location.pathname);
const $ = (id) => document.getElementById(id);
const VERBS = {
  BUY: 'Buy', RENT: 'Rent', BOOK: 'Book', SUBSCRIBE: 'Subscribe', DOWNLOAD: 'Download', ORDER: 'Order',
  CONTINUE: 'Continue',
};

// ---- what each way to pay says -------------------------------------------------------------------------------------

function category(id, state) {
  const share = money(Math.ceil(state.order_amount / 4), state.purchase_currency, state.locale);
  return {
    PAY_LATER: ['Pay in 30 days', `Due ${dayIn(30)}. No interest, no fees.`],
    PAY_OVER_TIME: ['Pay in 4 parts', `4 payments of ${share}, every 2 weeks.`],
    PAY_NOW: ['Pay now', 'Card or bank account.'],
    DIRECT_DEBIT: ['Direct debit', 'Taken from your bank account.'],
    DIRECT_BANK_TRANSFER: ['Bank transfer', 'Approve it with your bank.'],
    KLARNA: ['Pay with Klarna', 'Choose how to pay in the next step.'],
  }[id] ?? [id, ''];
}

const OUTCOMES = {
  COMPLETED: ['✓', 'good', 'Thank you, you’re all set', 'Your payment went through. You can close this page.'],
  CANCELLED: ['×', 'calm', 'Purchase cancelled', 'Nothing was charged.'],
  DISABLED: ['–', 'calm', 'This payment link is closed', 'The shop has closed it. Ask the shop for a new one.'],
  EXPIRED: ['–', 'calm', 'This payment link has expired', 'Ask the shop for a new one.'],
  FAILED: ['!', 'bad', 'Payment declined', 'We could not approve this payment. You can try again.'],
  ERROR: ['!', 'bad', 'Something went wrong', 'Nothing was charged. You can try again.'],
  BACK: ['←', 'calm', 'You left the payment', 'It is still open: you can come back to it.'],
  PAID: ['✓', 'good', 'Already paid', 'This purchase was paid on another page. There is nothing left to do.'],
  UNKNOWN: ['?', 'calm', 'We can’t find this payment', 'Check the link, or ask the shop for a new one.'],
  UNREACHABLE: ['!', 'bad', 'We can’t reach the payment page', 'Check your connection and load the page again.'],
};

// ---- drawing -------------------------------------------------------------------------------------------------------

// Everything a merchant wrote goes in as text or as an image address, never as markup.
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function show(id, visible = true) {
  $(id).hidden = !visible;
}

function isWeb(url) {
  return typeof url === 'string' && /^https?:\/\//i.test(url);
}

function picture(id, url) {
  if (!isWeb(url)) return false;
  $(id).addEventListener('error', () => show(id, false));
  $(id).src = url;
  show(id);
  return true;
}

function displayName(merchant) {
  // An id such as acme-shop reads better as Acme Shop; one such as PK12345 stays.
  return merchant.split(/[-_ ]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function drawBrand(state) {
  const name = displayName(state.merchant);
  $('merchant').textContent = name;
  $('monogram').textContent = name.charAt(0);
  show('monogram', !picture('logo', state.logo_url));
  const title = state.page_title?.trim() || 'Complete your purchase';
  $('title').textContent = title;
  document.title = `${title} – ${name}`;
  drawBackground(state.background_images ?? []);
}

function drawBackground(images) {
  const wanted = window.innerWidth * (window.devicePixelRatio || 1);
  const byWidth = images.filter((image) => isWeb(image.url)).sort((a, b) => (a.width ?? 0) - (b.width ?? 0));
  const best = byWidth.find((image) => (image.width ?? 0) >= wanted) ?? byWidth.at(-1);
  if (best && picture('background', best.url)) document.body.classList.add('pictured');
}

function drawLine(line, state) {
  const item = element('li', 'line');
  if (isWeb(line.image_url)) {
    const thumb = element('img', 'thumb');
    thumb.alt = '';
    thumb.src = line.image_url;
    thumb.addEventListener('error', () => thumb.remove());
    item.append(thumb);
  }
  const unit = line.quantity_unit ? ` ${line.quantity_unit}` : '';
  const name = element('span', 'name', line.name);
  name.append(element('small', 'quantity', `${line.quantity}${unit} × ${inMoney(line.unit_price, state)}`));
  item.append(name, element('span', 'price', inMoney(line.total_amount, state)));
  return item;
}

function inMoney(amount, state) {
  return money(amount, state.purchase_currency, state.locale);
}

function drawOrder(state) {
  const hidden = String(state.show_subtotal_detail ?? '').toUpperCase() === 'HIDE';
  const total = inMoney(state.order_amount, state);
  for (const id of ['amount', 'total', 'pay-amount']) $(id).textContent = total;
  $('verb').textContent = VERBS[String(state.purchase_type ?? 'BUY').toUpperCase()] ?? 'Buy';
  show('lines', !hidden);
  $('pay-view').classList.toggle('plain', hidden);
  $('lines').replaceChildren(...(hidden ? [] : state.order_lines.map((line) => drawLine(line, state))));
  show('tax-row', !hidden && state.order_tax_amount > 0);
  $('tax').textContent = state.order_tax_amount > 0 ? inMoney(state.order_tax_amount, state) : '';
}

function drawCategory(id, index, state) {
  const [name, note] = category(id, state);
  const label = element('label', 'category');
  const radio = element('input', 'radio');
  Object.assign(radio, { type: 'radio', name: 'category', value: id, checked: index === 0 });
  radio.id = `category-${id.toLowerCase()}`;
  const text = element('span', 'name', name);
  text.append(element('small', 'note', note));
  label.append(radio, text);
  return label;
}

function drawPay(state) {
  drawBrand(state);
  drawOrder(state);
  $('categories').replaceChildren(...state.categories.map((id, index) => drawCategory(id, index, state)));
  $('notice').textContent = 'Your last try was declined. You can choose another way to pay and try again.';
  show('notice', state.declined);
  show('pay-view');
  show('back');
}

function drawOutcome(key, state) {
  const [mark, mood, title, text] = OUTCOMES[key] ?? OUTCOMES.UNKNOWN;
  $('outcome-mark').textContent = mark;
  $('outcome-mark').classList.add(mood);
  $('outcome-title').textContent = title;
  $('outcome-text').textContent = text;
  document.title = title;
  drawDetail(state);
  if (state?.payable) link(page, 'Back to the payment');
  else if (isWeb(state?.shop_url)) link(state.shop_url, `Go back to ${displayName(state.merchant)}`);
  show('outcome');
}

function drawDetail(state) {
  if (state?.merchant === undefined) return;
  $('outcome-detail').textContent = `${displayName(state.merchant)} · ${inMoney(state.order_amount, state)}`;
  show('outcome-detail');
}

function link(address, text) {
  $('outcome-link').href = address;
  $('outcome-link').textContent = text;
  show('outcome-link');
}

// ---- talking to the sandbox ----------------------------------------------------------------------------------------

async function load() {
  const answer = await fetch(`${page}/state`, { cache: 'no-store' });
  if (answer.status === 404) return { status: 'UNKNOWN', payable: false };
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  return answer.json();
}

function busy(isBusy) {
  document.querySelectorAll('button').forEach((button) => { button.disabled = isBusy; });
  document.body.classList.toggle('busy', isBusy);
}

async function act(action) {
  busy(true); // one press is one payment
  try {
    const answer = await fetch(`${page}/actions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ action }),
    });
    if (!answer.ok) return location.reload(); // the session has moved on: the page says how
    const { redirect } = await answer.json();
    if (isWeb(redirect) || redirect.startsWith('/pay/')) location.assign(redirect);
  } catch (unreachable) {
    busy(false);
    $('notice').textContent = 'That did not get through. Check your connection and try again.';
    show('notice');
  }
}

async function start() {
  try {
    const state = await load();
    show('loading', false);
    if (state.paid_elsewhere) drawOutcome('PAID', state);
    else if (state.payable && !isDone) drawPay(state);
    else drawOutcome(state.status, state);
  } catch (unreachable) {
    show('loading', false);
    drawOutcome('UNREACHABLE');
  }
}

for (const action of ['pay', 'decline', 'back', 'error']) $(action).addEventListener('click', () => act(action));
$('cancel').addEventListener('click', () => $('cancel-dialog').showModal());
$('cancel-keep').addEventListener('click', () => $('cancel-dialog').close());
$('cancel-confirm').addEventListener('click', () => {
  $('cancel-dialog').close();
  act('cancel');
});
// A page taken from the browser's history shows what was true when it was left.
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
start();
