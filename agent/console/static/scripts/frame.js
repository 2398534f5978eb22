// ---- the frame: header, pages, three panes ----------------------------------------------------------------------------
const PAGES = {};
function build() {
  root.textContent = '';
  frame.status = h('div', {class: 'as-status', role: 'status', 'aria-live': 'polite'});
  const tabs = DEFAULTS.pages.map((name) => h('button', {type: 'button', class: 'as-tab', 'data-page': name,
    'aria-current': state.page === name ? 'page' : 'false', onclick: () => go(name)}, t('page_' + name)));
  const shops = h('select', {'aria-label': t('shop'), class: 'as-select',
    onchange: (event) => { state.shop = event.target.value; state.opened = null; state.selected = null; state.picked.clear(); cache.clear(); go(state.page); }},
    DEFAULTS.shops.map((name) => h('option', {value: name, selected: name === state.shop}, name)));
  frame.you = h('span', {class: 'as-you'});
  const header = h('header', {class: 'as-head'},
    h('button', {class: 'as-back', type: 'button', 'aria-label': t('back'), onclick: () => { state.pane = 'list'; panes(); }}, icon('back'), t('queue')),
    h('h1', {}, t('title')), h('nav', {class: 'as-tabs', 'aria-label': t('pages')}, tabs), h('span', {class: 'as-gap'}), frame.you,
    DEFAULTS.shops.length > 1 ? shops : null,
    h('button', {class: 'as-quiet', type: 'button', onclick: help, 'aria-label': t('help'), title: t('help')}, '?'),
    h('button', {class: 'as-quiet', type: 'button', onclick: settings, 'aria-label': t('settings'), title: t('settings'), 'data-settings': ''}, icon('gear')));
  frame.main = h('div', {class: 'as-main'});
  root.append(header, frame.main, frame.status);
  drawYou();
  show();
  showTab();
}
function showTab() { root.querySelector('.as-tab[aria-current=page]')?.scrollIntoView({block: 'nearest', inline: 'center'}); }
function drawYou() {
  frame.you.textContent = state.you.name && DEFAULTS.door ? state.you.name + ' · ' + named('role', state.you.role) : '';
}
function go(name) {
  state.page = name;
  state.pane = 'list';
  for (const tab of root.querySelectorAll('.as-tab')) tab.setAttribute('aria-current', tab.dataset.page === name ? 'page' : 'false');
  show();
  showTab();
}
function show() {
  root.dataset.page = state.page;
  if (state.page === 'review' || state.page === 'reviews') showReview();
  else { frame.list = null; state.opened = null; put(frame.main, PAGES[state.page]()); }
  panes();
}
function showReview() {
  frame.search = h('input', {class: 'as-search', type: 'search', placeholder: t('search'), 'aria-label': t('search'), maxlength: '200',
    oninput: searched, oncompositionend: searched});
  frame.search.value = state.search;
  frame.filters = h('div', {class: 'as-filters', role: 'group', 'aria-label': t('filters')});
  frame.list = h('ol', {class: 'as-list', 'aria-label': t('queue'), tabindex: '0', onscroll: moreWhenNear});
  frame.chosen = h('div', {class: 'as-chosen', hidden: true});
  frame.thread = h('section', {class: 'as-thread', 'aria-label': t('conversation'), tabindex: '0'});
  frame.work = h('section', {class: 'as-work', 'aria-label': t('draft')});
  frame.side = h('aside', {class: 'as-side', 'aria-label': t('evidence'), tabindex: '0'});
  put(frame.main, h('div', {class: 'as-panes'}, h('nav', {class: 'as-queue', 'aria-label': t('queue')}, frame.search, frame.filters, frame.chosen, frame.list),
    h('div', {class: 'as-centre'}, frame.thread, frame.work), frame.side));
  drawFilters();
  drawList();
  draw();
  refresh(true);
}
function redrawAll() {
  document.documentElement.lang = state.lang;
  root.querySelector('dialog[open]')?.close();
  build();
}
const platform = (name) => named('platform', name);
function panes() { root.dataset.pane = state.pane; }
function drawFooters() { if (state.opened && frame.list) { drawWork(state.opened); } }
