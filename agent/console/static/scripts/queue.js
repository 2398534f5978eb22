// ---- the queue: pages of 60, drawn row by row; only rows that changed are drawn again ----------------------------------
const cache = new Map();
const FRESH = 30000;
let drawn = new Map();
let asked = 0;
const queueFilter = () => (state.page === 'reviews' ? 'reviews' : state.filter);

function drawFilters() {
  if (!frame.filters) return;
  if (state.page === 'reviews') { put(frame.filters); return; }
  put(frame.filters, ...DEFAULTS.filters.map((name) => h('button', {class: 'as-chip', type: 'button', 'aria-pressed': state.filter === name,
    'data-filter': name, onclick: () => { state.filter = name; state.selected = null; drawFilters(); refresh(true); }},
    t('filter_' + name), state.counts[name] != null ? h('span', {class: 'as-count'}, state.counts[name]) : null)));
}
let searchTimer = null;
function searched(event) {
  if (event.isComposing) return;
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => { const words = frame.search.value.trim(); if (words !== state.search) { state.search = words; state.selected = null; refresh(true); } }, 250);
}
async function refresh(reset = false) {
  if (!frame.list) return;
  const mine = ++asked;
  const size = reset ? 60 : Math.min(200, Math.max(60, state.rows.length));
  let page;
  try { page = (reset ? await early() : null) ?? await call('queue', {filter: queueFilter(), search: state.search, limit: size}); }
  catch (error) { sayError(error); return; }
  if (mine !== asked || !frame.list) return;
  const fresh = page.rows.filter((row) => !state.pending.has(row.id));
  const ids = new Set(page.rows.map((row) => row.id));
  // What lies behind the part that was asked for again stays; its versions are checked when somebody acts.
  const behind = reset || page.rows.length < size ? [] : state.rows.slice(page.rows.length).filter((row) => !ids.has(row.id));
  state.rows = [...fresh, ...behind];
  if (reset || !behind.length) state.next = page.next;
  state.skew = Date.parse(page.now) - Date.now();
  state.counts = page.counts;
  if (page.you.name !== state.you.name || page.you.role !== state.you.role) { state.you = page.you; drawYou(); }
  if (reset) frame.list.scrollTop = 0;
  if (!state.rows.some((row) => row.id === state.selected) && !(state.opened && dirty())) state.selected = state.rows[0]?.id ?? null;
  drawFilters();
  drawList();
  if (!state.selected) { state.opened = null; draw(); return; }
  if (state.redrafting === state.selected) return;
  if (state.opened?.id !== state.selected) openCase(state.selected, false);
  else noticeChange();
}
// The page's head asked for the first queue and its first case while Gradio was still starting.
async function early() {
  const asked_ = window.aftersalesFirst;
  delete window.aftersalesFirst;
  const first = await asked_;
  if (!first || first.error || state.search || first.shop !== state.shop || first.filter !== queueFilter()) return null;
  if (first.case) cache.set(first.case.id, {page: first.case, at: Date.now()});
  return first.page;
}
async function more() {
  if (!state.next) return;
  const cursor = state.next;
  state.next = null;
  try {
    const page = await call('queue', {filter: queueFilter(), search: state.search, cursor});
    const have = new Set(state.rows.map((row) => row.id));
    state.rows.push(...page.rows.filter((row) => !have.has(row.id) && !state.pending.has(row.id)));
    state.next = page.next;
    drawList();
  } catch (error) { state.next = cursor; sayError(error); }
}
function moreWhenNear() { if (frame.list.scrollHeight - frame.list.scrollTop - frame.list.clientHeight < 800) more(); }

function rowNode(row) {
  const picked = state.picked.has(row.id);
  return h('li', {class: 'as-row', 'data-case': row.id, 'aria-current': row.id === state.selected, 'data-picked': picked, onclick: (event) => (event.shiftKey ? pick(row.id) : select(row.id))},
    h('span', {class: 'as-row-top'}, h('b', {'data-lane': row.lane}, t('outcome_' + (row.outcome || 'none'))), row.stars ? h('span', {class: 'as-stars', 'aria-label': t('stars', {n: row.stars})}, '★'.repeat(row.stars)) : null,
      h('span', {class: 'as-gap'}), row.snoozed ? h('span', {class: 'as-clock'}, t('snoozed')) : timer(row.due)),
    h('span', {class: 'as-preview'}, row.preview || t('no_text')),
    h('span', {class: 'as-row-foot'}, picked ? h('span', {class: 'as-picked'}, t('picked')) : null, row.risk ? h('span', {class: 'as-risk'}, icon('alert'), t('high_risk')) : null,
      row.status !== 'waiting' ? h('span', {class: 'as-state', 'data-status': row.status}, t('status_' + (row.by_hand ? 'by_hand' : row.status))) : null, h('span', {}, platform(row.platform)), row.buyer ? h('span', {}, row.buyer) : null, row.goods ? h('span', {class: 'as-goods'}, row.goods) : null, row.reply_by ? h('span', {}, t('reply_by'), ' ', timer(row.reply_by)) : null, row.quota_left != null ? h('span', {class: row.quota_left ? '' : 'as-risk'}, t('quota_left', {n: row.quota_left})) : null,
      row.locked_by ? h('span', {class: 'as-locked'}, icon('lock'), row.locked_by === state.you.name ? t('you') : row.locked_by) : null));
}
function drawList() {
  if (!frame.list) return;
  const kept = new Map();
  const nodes = state.rows.map((row) => {
    const mark = JSON.stringify([row, state.lang, state.picked.has(row.id)]);
    const old = drawn.get(row.id);
    const node = old?.mark === mark && old.list === frame.list ? old.node : rowNode(row);
    node.setAttribute('aria-current', String(row.id === state.selected));
    kept.set(row.id, {mark, node, list: frame.list});
    return node;
  });
  drawn = kept;
  const same = nodes.length === frame.list.children.length && nodes.every((node, at) => frame.list.children[at] === node);
  if (!same) {
    // Where a row is drawn anew or taken away, the rest stays where it is: the list must not jump under the eye.
    const top = frame.list.scrollTop;
    put(frame.list, ...nodes);
    frame.list.scrollTop = top;
  }
  if (!nodes.length) frame.list.append(h('li', {class: 'as-empty'}, state.search ? t('search_empty') : t('queue_empty')));
  drawChosen();
}
function highlight(id) {
  drawn.get(state.selected)?.node.setAttribute('aria-current', 'false');
  state.selected = id;
  const node = drawn.get(id)?.node;
  node?.setAttribute('aria-current', 'true');
  node?.scrollIntoView({block: 'nearest'});
}
function select(id) {
  if (id === state.selected && state.opened?.id === id) { state.pane = 'case'; panes(); return; }
  highlight(id);
  openCase(id, true);
}
function move(step) {
  if (!state.rows.length) return;
  const at = state.rows.findIndex((row) => row.id === state.selected);
  const to = Math.min(Math.max(at + step, 0), state.rows.length - 1);
  if (to >= state.rows.length - 8) more();
  if (state.rows[to].id !== state.selected) select(state.rows[to].id);
}

async function openCase(id, show = true) {
  // Nothing may be approved while another case is on its way: acts take id and version from `opened` only.
  state.opened = null;
  if (show) { state.pane = 'case'; panes(); }
  const kept = cache.get(id);
  if (kept && Date.now() - kept.at < FRESH) { shown(kept.page); if (Date.now() - kept.at > 3000) again(id); return; }
  frame.work.dataset.loading = 'true';
  try {
    const page = await call('open', {case_id: id});
    cache.set(id, {page, at: Date.now()});
    if (state.selected === id && frame.list && !isOpen(page)) shown(page);
  } catch (error) { if (state.selected === id) { sayError(error); delete frame.work.dataset.loading; } }
}
// Asked for twice, a case is drawn once: drawing again would take the editor from under one's hands.
const isOpen = (page) => state.opened?.id === page.id && state.opened.version === page.version && state.opened.state === page.state;
function shown(page) { state.opened = page; draw(); ahead(); }
async function again(id) {
  try {
    const page = await call('open', {case_id: id});
    cache.set(id, {page, at: Date.now()});
    if (isOpen(page)) return;
    if (state.opened?.id === id && !dirty()) { state.opened = page; draw(); }
  } catch { /* the next act says it */ }
}
// The next two cases are fetched ahead, so that a key shows them at once.
let fetching = new Set();
function ahead() {
  const at = state.rows.findIndex((row) => row.id === state.selected);
  for (const row of state.rows.slice(at + 1, at + 4)) {
    const kept = cache.get(row.id);
    if (fetching.has(row.id) || (kept && Date.now() - kept.at < FRESH / 2 && kept.page.version === row.version)) continue;
    fetching.add(row.id);
    call('open', {case_id: row.id}).then((page) => cache.set(row.id, {page, at: Date.now()})).catch(() => {}).finally(() => fetching.delete(row.id));
  }
  if (cache.size > 60) for (const [id, kept] of cache) if (Date.now() - kept.at > FRESH) cache.delete(id);
}
function noticeChange() {
  const row = state.rows.find((one) => one.id === state.selected);
  if (!row || !state.opened) return;
  if (row.locked_by !== state.opened.locked_by) { state.opened.locked_by = row.locked_by; drawBanner(); }
  if (row.version === state.opened.version && row.status === state.opened.status) return;
  if (dirty()) { say(t('changed_meanwhile'), 'error', {name: t('see'), run: () => again(row.id).then(() => whatChanged(state.opened, cache.get(row.id).page))}); return; }
  cache.delete(row.id);
  openCase(row.id, false);
}
