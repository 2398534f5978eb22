// ---- dialogs ------------------------------------------------------------------------------------------------------------
function dialog(title, ...children) {
  const box = h('dialog', {class: 'as-dialog', 'aria-label': title, tabindex: '-1'}, h('div', {class: 'as-dialog-head'}, h('h2', {}, title),
    h('button', {type: 'button', class: 'as-quiet', 'aria-label': t('close'), onclick: () => box.close()}, icon('close'))), ...children);
  box.addEventListener('close', () => box.remove());
  box.addEventListener('click', (event) => { if (event.target === box) box.close(); });
  root.append(box);
  box.showModal();
  box.focus();
  return box;
}
// A numbered list to choose from by key, with a field for one's own words where `other` is given.
function ask(title, choices, done, {other = null} = {}) {
  const field = other ? h('input', {type: 'text', placeholder: other, 'aria-label': other, maxlength: '500'}) : null;
  const choose = (value) => { if (!value.trim()) return; box.close(); done(value.trim()); };
  const list = h('ol', {class: 'as-choices'}, choices.map(([value, text], at) => h('li', {},
    h('button', {type: 'button', onclick: () => choose(value)}, h('kbd', {}, at + 1), text))));
  const box = dialog(t(title), list, field, field ? h('div', {class: 'as-bar'},
    h('button', {type: 'button', class: 'as-primary', onclick: () => choose(field.value)}, t('ok')),
    h('button', {type: 'button', class: 'as-plain', onclick: () => box.close()}, t('cancel'))) : null);
  box.addEventListener('keydown', (event) => {
    if (composing(event)) return;
    if (event.target === field) { if (event.key === 'Enter') { event.preventDefault(); choose(field.value); } return; }
    const picked = choices[Number(event.key) - 1];
    if (picked && !event.repeat) { event.preventDefault(); choose(picked[0]); }
  });
  list.querySelector('button')?.focus();
}
function help() {
  const row = (key, name) => [h('dt', {}, h('kbd', {}, shownKey(key))), h('dd', {}, t('key_' + name))];
  dialog(t('help'), h('p', {class: 'as-note'}, t('help_start')), h('dl', {class: 'as-keys'}, DEFAULTS.keys.flatMap(([, name]) => row(keyOf(name), name)),
    row('Ctrl+Enter', 'approve_typing'), row('1–5', 'tabs'), row('Esc', 'leave')), h('p', {class: 'as-note'}, t('help_text')));
}
