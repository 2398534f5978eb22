// ---- several at once: low risk only, each listed with its text before anything is approved -------------------------------
function pick(id = state.selected) {
  if (!id) return;
  const row = state.rows.find((one) => one.id === id);
  if (state.picked.has(id)) state.picked.delete(id);
  else if (row && !row.low_risk) { say(t('why_not_low_risk'), 'error'); return; }
  else if (state.picked.size >= 50) { say(t('bulk_full'), 'error'); return; }
  else state.picked.add(id);
  drawList();
}
function drawChosen() {
  if (!frame.chosen) return;
  frame.chosen.hidden = !state.picked.size;
  put(frame.chosen, h('span', {}, t('bulk_count', {n: state.picked.size})), h('button', {type: 'button', class: 'as-plain', 'data-bulk': '', onclick: bulk}, t('bulk_look'), h('kbd', {}, shownKey(keyOf('bulk')))),
    h('button', {type: 'button', class: 'as-link', onclick: () => { state.picked.clear(); drawList(); }}, t('bulk_clear')));
}
async function bulk() {
  if (!state.picked.size) { say(t('bulk_none', {key: shownKey(keyOf('select'))})); return; }
  const ids = [...state.picked].map((id) => ({case_id: id, version: state.rows.find((row) => row.id === id)?.version ?? 0}));
  let look;
  try { look = await call('bulk_look', {items: ids}); } catch (error) { sayError(error); return; }
  const fit = look.items.filter((one) => !one.why);
  const item = (one) => h('li', {'data-why': one.why ?? ''}, h('b', {}, t('outcome_' + (one.outcome || 'none')) + ' · ' + one.id), h('q', {}, one.said), one.why ? h('em', {}, t('why_' + one.why)) : h('p', {}, one.text));
  const send = async () => {
    box.close();
    try {
      const answer = await call('bulk', {items: fit.map((one) => ({case_id: one.id, version: one.version}))});
      const failed = answer.items.filter((one) => one.why);
      state.picked.clear();
      for (const one of answer.items) cache.delete(one.id);
      say(t('bulk_done', {n: answer.done}) + (failed.length ? '  ' + t('bulk_failed', {n: failed.length}) : ''), failed.length ? 'error' : 'good');
      if (failed.length) dialog(t('bulk_failed', {n: failed.length}), h('ul', {class: 'as-bulk'}, failed.map(item)));
      state.selected = null;
      refresh();
    } catch (error) { sayError(error); }
  };
  const box = dialog(t('bulk_title', {n: fit.length}), h('ul', {class: 'as-bulk', tabindex: '0'}, look.items.map(item)), h('div', {class: 'as-bar'},
    h('button', {type: 'button', class: 'as-primary', 'data-bulk-send': '', disabled: !fit.length, onclick: send}, t('bulk_send', {n: fit.length}), h('kbd', {}, shownKey(keyOf('confirm')))),
    h('button', {type: 'button', class: 'as-plain', onclick: () => box.close()}, t('cancel'), h('kbd', {}, 'Esc'))));
  box.classList.add('as-wide');
  box.addEventListener('keydown', (event) => { if (!composing(event) && !event.repeat && event.key === keyOf('confirm') && fit.length) { event.preventDefault(); send(); } });
}
