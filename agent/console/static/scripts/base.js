// The console. Runs once, when Gradio has put the page's only component in place; these files are joined in one scope.
// Everything that comes from a buyer, a document or a model is set as text, never as markup.
const WORDS = __WORDS__;
const DEFAULTS = __DEFAULTS__;
const PACKS = new Map(__PACKS__.flatMap((texts) => texts.map((text) => [text, texts])));
const root = element.querySelector('.as-app');
const LANGS = Object.keys(WORDS);
const frame = {};
const state = {
  page: 'review', shop: DEFAULTS.shop, filter: 'open', search: '', rows: [], next: null, counts: {}, you: {name: '', role: ''},
  selected: null, opened: null, picked: new Set(), pending: new Set(), undo: null, redrafting: null, lang: 'zh-Hans', pane: 'list', tab: 'why', skew: 0,
};

const t = (key, values = {}) => (WORDS[state.lang][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
// Nobody signs in where there is no door: everybody leads.
const leading = () => !DEFAULTS.door || DEFAULTS.leads.includes(state.you.role);
const known = (key) => key in WORDS[state.lang];
const named = (kind, word) => (known(kind + '_' + word) ? t(kind + '_' + word) : String(word));
// What the product's own rules say, in the reader's language; what the shop wrote stays as it is.
const translated = (text) => PACKS.get(text)?.[['zh-Hans', 'zh-Hant', 'en'].indexOf(state.lang)] ?? text;
const listed = (kind, words) => words.map((word) => named(kind, word)).join(t('comma'));

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true && !/^(aria|data)-/.test(name)) node.setAttribute(name, '');
    else if ((value !== false || /^(aria|data)-/.test(name)) && value != null) node.setAttribute(name, String(value));
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

function put(node, ...children) { node.replaceChildren(...children.flat().filter((child) => child != null && child !== false)); }
function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children.flat().filter((child) => child != null));
  return node;
}
const ICONS = {
  lock: 'M5 7V5a3 3 0 0 1 6 0v2h1v6H4V7zm1.5 0h3V5a1.5 1.5 0 0 0-3 0z', alert: 'M8 1.5 15 14H1zM7.3 6v4h1.4V6zm0 5v1.4h1.4V11z',
  back: 'M10 2 4 8l6 6 1.2-1.2L6.4 8l4.8-4.8z', gear: 'M8 5.2A2.8 2.8 0 1 0 8 10.8 2.8 2.8 0 0 0 8 5.2zM7 1h2l.4 1.8 1.2.5L12.2 2.4l1.4 1.4-.9 1.6.5 1.2L15 7v2l-1.8.4-.5 1.2.9 1.6-1.4 1.4-1.6-.9-1.2.5L9 15H7l-.4-1.8-1.2-.5-1.6.9-1.4-1.4.9-1.6-.5-1.2L1 9V7l1.8-.4.5-1.2-.9-1.6 1.4-1.4 1.6.9 1.2-.5z',
  close: 'M3.5 2.3 8 6.8l4.5-4.5 1.2 1.2L9.2 8l4.5 4.5-1.2 1.2L8 9.2l-4.5 4.5-1.2-1.2L6.8 8 2.3 3.5z', moon: 'M6 2a6 6 0 1 0 8 8 6.500 6.500 0 0 1-8-8z',
};
const icon = (name) => svg('svg', {viewBox: '0 0 16 16', class: 'as-icon', 'aria-hidden': 'true'}, svg('path', {d: ICONS[name], 'fill-rule': 'evenodd'}));

// "129.00 CNY" as the reader's language writes it.
function money(text) {
  const [, value, currency] = /^(-?[\d.]+) ([A-Z]{3})$/.exec(text ?? '') ?? [];
  try { return currency ? new Intl.NumberFormat(state.lang, {style: 'currency', currency, currencyDisplay: 'narrowSymbol'}).format(Number(value)) : text; } catch { return text; }
}
class Refused extends Error {
  constructor(answer) { super(answer.error); this.answer = answer; }
  // The page's own words for the kind of refusal; the server's line stays beside them, it names numbers and places.
  get shown() { return known('error_' + this.answer.code) ? t('error_' + this.answer.code) : ''; }
}
async function call(name, args = {}) {
  let answer;
  try { answer = await server[name]({shop: state.shop, ...args}); }
  catch { throw new Refused({error: t('no_answer'), code: 'no_answer'}); }
  if (answer?.code === 'signed_out') { location.assign('/login'); }
  if (!answer || answer.error) throw new Refused(answer ?? {error: t('no_answer'), code: 'no_answer'});
  return answer;
}

let sayTimer = null;
function say(text, kind = '', action = null) {
  clearTimeout(sayTimer);
  put(frame.status, h('span', {}, text), action ? h('button', {type: 'button', class: 'as-link', onclick: action.run}, action.name) : '');
  frame.status.dataset.kind = kind;
  frame.status.dataset.shown = 'true';
  sayTimer = setTimeout(() => { frame.status.dataset.shown = 'false'; }, kind === 'error' ? 12000 : 8000);
}
function sayError(error) {
  const shown = error.shown ?? '';
  say(shown ? shown + (error.message && error.answer.code !== 'no_answer' ? '  ' + error.message : '') : error.message, 'error');
}

// The text in pieces, with every occurrence of the quoted words marked; spaces may differ between a quote and its source.
function marked(text, quote) {
  const plain = (quote ?? '').trim();
  if (!plain) return [text];
  const pattern = plain.split(/\s+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s*');
  const found = new RegExp(pattern).exec(text);
  if (!found) return [text];
  return [text.slice(0, found.index), h('mark', {}, found[0]), text.slice(found.index + found[0].length)];
}

function left(due) {
  if (!due) return {text: '', level: 'calm'};
  const seconds = Math.round((Date.parse(due) - (Date.now() + state.skew)) / 1000);
  const size = Math.abs(seconds);
  const shown = size < 90 ? t('seconds', {n: size}) : size < 5400 ? t('minutes', {n: Math.round(size / 60)})
    : size < 172800 ? t('hours', {n: Math.round(size / 3600)}) : t('days', {n: Math.round(size / 86400)});
  if (seconds < 0) return {text: t('overdue', {time: shown}), level: 'late'};
  return {text: t('left', {time: shown}), level: seconds < 1800 ? 'soon' : 'calm'};
}
const timer = (due) => { const clock = left(due); return h('span', {class: 'as-clock', 'data-level': clock.level, 'data-due': due ?? ''}, clock.text); };
function tick() {
  for (const node of root.querySelectorAll('[data-due]')) {
    const clock = left(node.dataset.due);
    if (node.textContent !== clock.text) { node.textContent = clock.text; node.dataset.level = clock.level; }
  }
}
