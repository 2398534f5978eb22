// ---- preferences: language, theme and keys. Nothing of a buyer, a case or a search is ever kept in the browser. -------
const KEPT = 'aftersales-preferences';
const prefs = {lang: null, theme: 'auto', keys: {}};
function loadPreferences() {
  try { Object.assign(prefs, JSON.parse(localStorage.getItem(KEPT) ?? '{}')); } catch { /* a browser without storage keeps the defaults */ }
  const query = new URLSearchParams(location.search);
  state.lang = pickLanguage(query.get('lang') || prefs.lang || navigator.language || '');
  if (query.get('__theme')) prefs.theme = query.get('__theme');
  if (DEFAULTS.pages.includes(query.get('view'))) state.page = query.get('view');
}
function keepPreferences() {
  try { localStorage.setItem(KEPT, JSON.stringify({lang: prefs.lang, theme: prefs.theme, keys: prefs.keys})); } catch { /* as above */ }
}
function pickLanguage(asked) {
  if (LANGS.includes(asked)) return asked;
  if (/^zh-(tw|hk|mo|hant)/i.test(asked)) return 'zh-Hant';
  return /^zh/i.test(asked) ? 'zh-Hans' : 'en';
}
function applyTheme() {
  const dark = prefs.theme === 'dark' || (prefs.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
}
const keyOf = (name) => prefs.keys[name] ?? DEFAULTS.keys.find(([, act]) => act === name)?.[0] ?? '';
const shownKey = (key) => (key.length === 1 && key !== key.toLowerCase() ? 'Shift+' + key : key);
function actOf(key) { return DEFAULTS.keys.find(([, act]) => keyOf(act) === key)?.[1]; }

function settings() {
  const choice = (name, value, options, change) => h('label', {class: 'as-field'}, h('span', {}, t(name)),
    h('select', {class: 'as-select', onchange: (event) => change(event.target.value)},
      options.map(([key, text]) => h('option', {value: key, selected: key === value}, text))));
  const keys = h('div', {class: 'as-keymap'});
  const drawKeys = () => put(keys, ...DEFAULTS.keys.map(([, act]) => h('div', {}, h('span', {}, t('key_' + act)),
    h('button', {type: 'button', class: 'as-key', 'data-key-of': act, 'aria-label': t('key_change', {act: t('key_' + act)}),
      onkeydown: (event) => rebind(event, act, drawKeys)}, shownKey(keyOf(act))))));
  drawKeys();
  dialog(t('settings'),
    choice('language', state.lang, LANGS.map((name) => [name, WORDS[name].language_name]), (value) => { prefs.lang = value; state.lang = value; keepPreferences(); redrawAll(); }),
    choice('theme', prefs.theme, ['auto', 'light', 'dark'].map((name) => [name, t('theme_' + name)]), (value) => { prefs.theme = value; keepPreferences(); applyTheme(); }),
    h('h3', {}, t('keys')), h('p', {class: 'as-note'}, t('keys_hint')), keys,
    h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-plain', onclick: () => { prefs.keys = {}; keepPreferences(); drawKeys(); drawFooters(); }}, t('keys_reset')),
      state.you.name && DEFAULTS.door ? h('a', {class: 'as-plain', href: '/logout'}, t('sign_out')) : null));
}
function rebind(event, act, draw) {
  if (composing(event) || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || /\s|\d/.test(event.key)) return;
  event.preventDefault();
  const other = actOf(event.key);
  if (other && other !== act) { say(t('key_taken', {key: shownKey(event.key), act: t('key_' + other)}), 'error'); return; }
  prefs.keys[act] = event.key;
  keepPreferences();
  draw();
  drawFooters();
  root.querySelector(`[data-key-of=${act}]`)?.focus();
}
