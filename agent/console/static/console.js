// The review console. Runs once, when Gradio has put the page's only component in place.
// Everything that comes from a buyer, a document or a model is set as text, never as markup.
const WORDS = __WORDS__;
const DEFAULTS = __DEFAULTS__;
const root = element.querySelector('.as-app');
const state = {
  shop: DEFAULTS.shop, filter: 'open', search: '', rows: [], cursor: null, selected: null, opened: null,
  busy: false, undo: null, lang: 'zh-Hans', pane: 'list', evidence: 'why', skew: 0,
};
const LANGS = Object.keys(WORDS);

function pickLanguage() {
  const asked = new URLSearchParams(location.search).get('lang') || navigator.language || '';
  if (LANGS.includes(asked)) return asked;
  if (/^zh-(tw|hk|mo|hant)/i.test(asked)) return 'zh-Hant';
  return /^zh/i.test(asked) ? 'zh-Hans' : 'en';
}
const t = (key, values = {}) => (WORDS[state.lang][key] ?? key)
  .replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true && !name.startsWith('aria-')) node.setAttribute(name, '');
    else if ((value !== false || name.startsWith('aria-')) && value != null) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

async function call(name, args = {}) {
  const answer = await server[name]({shop: state.shop, ...args});
  if (answer && answer.error) throw new Error(answer.error);
  return answer;
}

// ---- the frame -------------------------------------------------------------------------------------------------
const frame = {};
function build() {
  root.textContent = '';
  frame.status = h('div', {class: 'as-status', role: 'status', 'aria-live': 'polite'});
  frame.search = h('input', {class: 'as-search', type: 'search', placeholder: t('search'), 'aria-label': t('search'),
    onchange: () => { state.search = frame.search.value.trim(); refresh(true); }});
  frame.search.value = state.search;
  frame.filters = h('div', {class: 'as-filters', role: 'group', 'aria-label': t('filters')});
  for (const name of DEFAULTS.filters) {
    frame.filters.append(h('button', {class: 'as-chip', type: 'button', 'aria-pressed': state.filter === name,
      'data-filter': name, onclick: () => { state.filter = name; build(); refresh(true); }}, t('filter_' + name)));
  }
  frame.list = h('ol', {class: 'as-list', 'aria-label': t('queue')});
  frame.thread = h('section', {class: 'as-thread', 'aria-label': t('conversation')});
  frame.work = h('section', {class: 'as-work', 'aria-label': t('draft')});
  frame.side = h('aside', {class: 'as-side', 'aria-label': t('evidence')});
  const languages = h('select', {'aria-label': t('language'), class: 'as-select',
    onchange: (event) => { state.lang = event.target.value; document.documentElement.lang = state.lang; build(); draw(); }});
  for (const name of LANGS) languages.append(h('option', {value: name, selected: name === state.lang}, WORDS[name].language_name));
  const shops = h('select', {'aria-label': t('shop'), class: 'as-select',
    onchange: (event) => { state.shop = event.target.value; state.opened = null; refresh(true); }});
  for (const name of DEFAULTS.shops) shops.append(h('option', {value: name, selected: name === state.shop}, name));
  const header = h('header', {class: 'as-head'},
    h('button', {class: 'as-back', type: 'button', onclick: () => { state.pane = 'list'; panes(); }}, '‹ ' + t('queue')),
    h('h1', {}, t('title')), frame.status,
    DEFAULTS.shops.length > 1 ? shops : null, languages,
    h('button', {class: 'as-plain', type: 'button', onclick: help, 'aria-label': t('help')}, '?'));
  const queue = h('nav', {class: 'as-queue'}, frame.search, frame.filters, frame.list);
  root.append(header, h('main', {class: 'as-panes'}, queue, h('div', {class: 'as-centre'}, frame.thread, frame.work), frame.side));
  panes();
}
const platform = (name) => WORDS[state.lang]['platform_' + name] ?? name;
function panes() { root.dataset.pane = state.pane; }
function say(text, kind = '') { frame.status.textContent = text; frame.status.dataset.kind = kind; }

// ---- the queue -------------------------------------------------------------------------------------------------
async function refresh(reset = false) {
  const cursor = reset ? null : undefined;
  let page;
  try { page = await call('queue', {filter: state.filter, search: state.search, cursor}); }
  catch (error) { say(error.message, 'error'); return; }
  state.rows = page.rows;
  state.skew = Date.parse(page.now) - Date.now();
  if (!state.rows.some((row) => row.id === state.selected)) state.selected = state.rows[0]?.id ?? null;
  drawList();
  if (state.selected && state.opened?.id !== state.selected && (reset || !state.opened)) openCase(state.selected, false);
  if (!state.selected) { state.opened = null; draw(); }
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

function drawList() {
  const rows = state.rows.map((row) => {
    const clock = left(row.due);
    return h('li', {class: 'as-row', 'data-case': row.id, 'aria-current': row.id === state.selected, tabindex: '-1',
      onclick: () => select(row.id)},
      h('span', {class: 'as-row-top'}, h('b', {}, t('outcome_' + (row.outcome || 'none'))),
        h('span', {class: 'as-clock', 'data-level': clock.level}, clock.text)),
      h('span', {class: 'as-preview'}, row.preview || t('no_text')),
      h('span', {class: 'as-row-foot'}, h('span', {class: 'as-lane', 'data-lane': row.lane}, t('lane_' + row.lane)),
        row.risk ? h('span', {class: 'as-risk'}, t('high_risk')) : null, h('span', {}, platform(row.platform)),
        h('span', {}, t('status_' + row.status)), row.locked_by ? h('span', {}, '🔒 ' + row.locked_by) : null));
  });
  frame.list.replaceChildren(...rows);
  if (!rows.length) frame.list.append(h('li', {class: 'as-empty'}, t('queue_empty')));
}

function select(id, focusList = false) {
  state.selected = id;
  for (const row of frame.list.children) row.setAttribute('aria-current', String(row.dataset.case === id));
  frame.list.querySelector('[aria-current=true]')?.scrollIntoView({block: 'nearest'});
  openCase(id, true);
  if (focusList) document.activeElement?.blur();
}

async function openCase(id, show = true) {
  // Nothing may be approved while another case is on its way: acts take id and version from `opened` only.
  state.opened = null;
  frame.work.dataset.loading = 'true';
  if (show) state.pane = 'case';
  panes();
  let opened;
  try { opened = await call('open', {case_id: id}); }
  catch (error) { say(error.message, 'error'); return; }
  if (state.selected !== id) return;
  state.opened = opened;
  draw();
}

// ---- one case --------------------------------------------------------------------------------------------------
function draw() {
  const opened = state.opened;
  delete frame.work.dataset.loading;
  if (!opened) {
    frame.thread.replaceChildren(h('p', {class: 'as-empty'}, t('nothing_open')));
    frame.work.replaceChildren(); frame.side.replaceChildren();
    return;
  }
  frame.thread.replaceChildren(h('h2', {}, platform(opened.platform) + ' · ' + opened.id), ...opened.messages.map((message) =>
    h('div', {class: 'as-bubble', 'data-role': message.role},
      h('span', {class: 'as-who'}, t('role_' + message.role), message.at ? ' · ' + message.at : ''),
      h('p', {}, message.text),
      ...message.attachments.map((item) => h('span', {class: 'as-attachment'}, item)))));
  frame.thread.scrollTop = frame.thread.scrollHeight;
  drawWork(opened);
  drawSide(opened);
}

function drawWork(opened) {
  const waiting = opened.state === 'waiting';
  frame.editor = h('textarea', {class: 'as-editor', 'aria-label': t('draft'), rows: '7', spellcheck: 'false',
    readonly: !waiting || opened.text === null, 'data-case': opened.id, 'data-version': opened.version});
  frame.editor.value = opened.text ?? t('nothing_to_publish');
  frame.editor.addEventListener('input', edited);
  frame.editor.addEventListener('compositionend', edited);
  frame.meter = h('span', {class: 'as-meter'});
  frame.diff = h('p', {class: 'as-diff', 'aria-label': t('changes')});
  frame.findings = h('ul', {class: 'as-findings', 'aria-label': t('findings')});
  const decision = h('div', {class: 'as-decision'},
    h('b', {'data-lane': opened.lane}, t('outcome_' + opened.outcome)),
    opened.amount ? h('span', {}, opened.amount) : null,
    opened.freight ? h('span', {}, t('freight_' + opened.freight)) : null,
    opened.strategy ? h('span', {}, t('strategy_' + opened.strategy)) : null,
    ...opened.missing.map((word) => h('span', {class: 'as-missing'}, t('ask', {what: t('need_' + word)}))),
    h('span', {class: 'as-version'}, t('version', {n: opened.version}) + ' · ' + t('writer_' + opened.writer)));
  const act = (key, name, primary = false) => h('button', {type: 'button', class: primary ? 'as-primary' : 'as-plain',
    disabled: !waiting && name !== 'regenerate' && name !== 'copy', 'data-act': name, onclick: () => ACTS[name]()},
    t('act_' + name), h('kbd', {}, key));
  const bar = h('div', {class: 'as-bar'}, act('a', 'approve', true), act('e', 'focus'), act('n', 'regenerate'), act('r', 'reject'),
    act('s', 'escalate'), act('c', 'copy'));
  frame.work.replaceChildren(decision, frame.editor, h('div', {class: 'as-under'}, frame.meter, frame.diff), frame.findings, bar);
  if (!waiting) frame.work.append(h('p', {class: 'as-note'}, t('state_' + opened.state), ' ', opened.state_note));
  drawFindings(opened.findings, frame.editor.value);
  measure();
}

let editTimer = null;
function edited() {
  measure();
  clearTimeout(editTimer);
  const {id} = state.opened ?? {};
  editTimer = setTimeout(async () => {
    const text = frame.editor.value;
    try {
      const answer = await call('check', {case_id: id, text});
      if (state.opened?.id === id && frame.editor.value === text) drawFindings(answer.findings, text);
    } catch (error) { say(error.message, 'error'); }
  }, 400);
}

function measure() {
  const text = frame.editor.value, limit = state.opened.max_chars;
  frame.meter.textContent = t('characters', {n: [...text].length, max: limit});
  frame.meter.dataset.level = [...text].length > limit ? 'late' : 'calm';
  frame.diff.replaceChildren();
  if (state.opened.text === null || text === state.opened.text) return;
  for (const [kind, piece] of difference(state.opened.text, text)) {
    frame.diff.append(kind === 'same' ? piece : h(kind === 'new' ? 'ins' : 'del', {}, piece));
  }
}

// Character by character: common start and end first, then the longest common part of what is between.
function difference(before, after) {
  const a = [...before], b = [...after];
  let start = 0, end = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const x = a.slice(start, a.length - end), y = b.slice(start, b.length - end);
  const out = [['same', a.slice(0, start).join('')]];
  const push = (kind, char) => { const last = out[out.length - 1]; if (last[0] === kind) last[1] += char; else out.push([kind, char]); };
  if (x.length * y.length > 1000000) { x.forEach((c) => push('old', c)); y.forEach((c) => push('new', c)); }
  else {
    const best = Array.from({length: x.length + 1}, () => new Uint16Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i -= 1) for (let j = y.length - 1; j >= 0; j -= 1) {
      best[i][j] = x[i] === y[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
    let i = 0, j = 0;
    while (i < x.length || j < y.length) {
      if (i < x.length && j < y.length && x[i] === y[j]) { push('same', x[i]); i += 1; j += 1; }
      else if (j >= y.length || (i < x.length && best[i + 1][j] >= best[i][j + 1])) { push('old', x[i]); i += 1; }
      else { push('new', y[j]); j += 1; }
    }
  }
  push('same', a.slice(a.length - end).join(''));
  return out.filter(([, piece]) => piece);
}

function drawFindings(findings, text) {
  frame.findings.replaceChildren(...findings.map((finding) => h('li', {'data-severity': finding.severity},
    h('b', {}, t('severity_' + finding.severity) + ' · ' + t('kind_' + finding.kind)),
    finding.span ? h('q', {}, [...text].slice(finding.span[0], finding.span[1]).join('')) : null,
    h('span', {}, finding.message), finding.reference ? h('cite', {}, finding.reference) : null)));
  if (!findings.length) frame.findings.append(h('li', {'data-severity': 'none'}, t('no_findings')));
  const approve = frame.work.querySelector('[data-act=approve]');
  if (approve) approve.disabled = state.opened.state !== 'waiting' || findings.some((finding) => finding.severity === 'block');
}

function readingPairs(reading) {
  const named = (kind, words) => words.map((word) => t(kind + '_' + word)).join('、');
  return [['wants', named('want', reading.wants)], ['problem', t('problem_' + reading.problem)], ['emotion', reading.emotion + ' / 3'],
    ['risks', named('risk', reading.risks)], ['language', WORDS[reading.language]?.language_name ?? reading.language],
    ['confidence', Math.round(reading.confidence * 100) + '%']].filter(([, value]) => value);
}
function drawSide(opened) {
  const group = (title, ...rows) => h('section', {}, h('h3', {}, title), ...rows);
  const pairs = (rows) => h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, t('fact_' + name)), h('dd', {}, value)]));
  frame.side.replaceChildren(
    group(t('why'), ...opened.reasons.map((reason) => h('div', {class: 'as-reason'}, h('p', {}, reason.text),
      reason.quote && reason.quote !== reason.text ? h('blockquote', {}, reason.quote) : null, h('cite', {}, [reason.path, reason.heading].filter(Boolean).join(' › '))))),
    opened.deadlines.length ? group(t('deadlines'), h('ul', {class: 'as-times'}, ...opened.deadlines.map((row) => {
      const clock = left(row.due);
      return h('li', {}, h('b', {}, t('deadline_' + row.kind)), ' ', h('span', {class: 'as-clock', 'data-level': clock.level}, clock.text),
        h('small', {}, row.source));
    }))) : '',
    opened.order.length ? group(t('order'), pairs(opened.order)) : '',
    opened.logistics.length ? group(t('logistics'), h('ol', {class: 'as-track'}, ...opened.logistics.map((line) => h('li', {}, line)))) : '',
    opened.evidence.length ? group(t('evidence'), h('ul', {}, ...opened.evidence.map((line) => h('li', {}, line)))) : '',
    opened.reading ? group(t('reading'), pairs(readingPairs(opened.reading))) : '',
    opened.citations.length ? group(t('citations'), h('ul', {}, ...opened.citations.map((row) => h('li', {}, row)))) : '',
    group(t('tried'), h('ul', {class: 'as-tried'}, ...opened.tried.map((row) => h('li', {'data-applied': row.applied},
      (row.applied ? '✓ ' : '· ') + row.title, row.failed_on ? h('small', {}, row.failed_on) : null)))),
    group(t('audit'), h('ul', {class: 'as-audit'}, ...opened.audit.map((line) => h('li', {}, line)))));
}

// ---- acts ------------------------------------------------------------------------------------------------------
async function perform(name, extra = {}) {
  const opened = state.opened;
  if (!opened || state.busy) { say(t('still_loading')); return; }
  state.busy = true;
  try {
    // Which case and which version: from the page that the person sees.
    const answer = await call(name, {case_id: opened.id, version: Number(frame.editor.dataset.version), ...extra});
    say(t('done_' + answer.done, {id: opened.id}), 'good');
    state.undo = answer.done === 'approved' ? {id: opened.id, until: Date.now() + answer.undo_seconds * 1000} : null;
    if (['regenerated', 'undone'].includes(answer.done)) { await openCase(opened.id, false); await refresh(); }
    else { advance(opened.id); await refresh(); if (state.selected) await openCase(state.selected, false); }
  } catch (error) {
    say(error.message, 'error');
    await refresh();
    if (state.selected === opened.id) await openCase(opened.id, false);
  } finally { state.busy = false; }
}
function advance(id) {
  const at = state.rows.findIndex((row) => row.id === id);
  state.selected = (state.rows[at + 1] ?? state.rows[at - 1])?.id ?? null;
  state.opened = null;
}
function move(step) {
  if (!state.rows.length) return;
  const at = state.rows.findIndex((row) => row.id === state.selected);
  select(state.rows[Math.min(Math.max(at + step, 0), state.rows.length - 1)].id);
}
const ACTS = {
  approve() {
    const opened = state.opened;
    if (!opened || opened.text === null) { say(t('still_loading')); return; }
    const text = frame.editor.value;
    if (text === opened.text) perform('approve'); else perform('edit', {text});
  },
  focus() { frame.editor?.focus(); },
  regenerate() { perform('regenerate'); },
  switch() { perform('regenerate', {style: state.opened?.writer === 'model' ? 'template' : 'model'}); },
  reject() { ask('reject_why', DEFAULTS.reject_reasons.map((name) => t('reason_' + name)), (reason) => perform('reject', {reason})); },
  escalate() { ask('escalate_why', DEFAULTS.escalate_reasons.map((name) => t('reason_' + name)), (reason) => perform('escalate', {reason})); },
  async copy() {
    if (!frame.editor) return;
    try { await navigator.clipboard.writeText(frame.editor.value); } catch { frame.editor.select(); document.execCommand('copy'); }
    say(t('copied'), 'good');
  },
  async undo() {
    if (!state.undo || Date.now() > state.undo.until) { say(t('nothing_to_undo')); return; }
    const {id} = state.undo; state.undo = null;
    try { await call('undo', {case_id: id}); say(t('done_undone', {id}), 'good'); state.selected = id; await refresh(); await openCase(id, false); }
    catch (error) { say(error.message, 'error'); }
  },
};

function dialog(title, ...children) {
  const box = h('dialog', {class: 'as-dialog', 'aria-label': title}, h('h2', {}, title), ...children);
  box.addEventListener('close', () => box.remove());
  root.append(box);
  box.showModal();
  return box;
}
function ask(title, reasons, done) {
  if (!state.opened) { say(t('still_loading')); return; }
  const other = h('input', {type: 'text', placeholder: t('other_reason'), 'aria-label': t('other_reason')});
  const choose = (reason) => { if (!reason.trim()) return; box.close(); done(reason.trim()); };
  const list = h('ol', {class: 'as-choices'}, ...reasons.map((reason) => h('li', {},
    h('button', {type: 'button', onclick: () => choose(reason)}, reason))));
  const box = dialog(t(title), list, other, h('div', {class: 'as-bar'},
    h('button', {type: 'button', class: 'as-primary', onclick: () => choose(other.value)}, t('ok')),
    h('button', {type: 'button', class: 'as-plain', onclick: () => box.close()}, t('cancel'))));
  box.addEventListener('keydown', (event) => {
    if (composing(event)) return;
    if (event.target === other) { if (event.key === 'Enter') choose(other.value); return; }
    const reason = reasons[Number(event.key) - 1];
    if (reason) { event.preventDefault(); choose(reason); }
  });
  list.querySelector('button')?.focus();
}
function help() {
  dialog(t('help'), h('dl', {class: 'as-keys'}, ...DEFAULTS.keys.flatMap(([key, name]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, t('key_' + name))])),
    h('p', {}, t('help_text')));
}

// ---- keys: letters only where nothing is being typed, never inside an input method -----------------------------
const composing = (event) => event.isComposing || event.keyCode === 229;
const KEYS = {
  j: () => move(1), k: () => move(-1), e: ACTS.focus, a: ACTS.approve, n: ACTS.regenerate, r: ACTS.reject, s: ACTS.escalate,
  c: ACTS.copy, z: ACTS.undo, t: ACTS.switch, '/': () => frame.search.focus(), '?': help,
};
function onKey(event) {
  if (!document.contains(root)) { document.removeEventListener('keydown', onKey); return; }
  if (composing(event) || root.querySelector('dialog[open]')) return;
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
  if ((event.metaKey || event.ctrlKey) && event.key === 'Enter') { event.preventDefault(); ACTS.approve(); return; }
  if (event.key === 'Escape' && typing) { event.target.blur(); return; }
  if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
}

state.lang = pickLanguage();
document.documentElement.lang = state.lang;
document.addEventListener('keydown', onKey);
build();
draw();
refresh(true);
setInterval(() => { if (document.contains(root) && !document.hidden && !state.busy) refresh(); }, 5000);
