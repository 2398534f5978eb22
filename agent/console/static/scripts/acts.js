// ---- acts: each carries the case and the draft version that the person sees; the next case shows at once ------------------
const FINAL = {approve: 'approved', edit: 'approved', reject: 'rejected', escalate: 'escalated'};
async function perform(name, extra = {}) {
  const opened = state.opened;
  if (!opened || opened.id !== state.selected) { say(t('still_loading')); return; }
  if (state.pending.has(opened.id)) return;
  const args = {case_id: opened.id, version: Number(frame.editor.dataset.version), ...extra};
  if (!(name in FINAL)) { await redraft(name, args); return; }
  state.pending.add(opened.id);
  cache.delete(opened.id);
  leave(opened.id);
  try {
    const answer = await call(name, args);
    edits.delete(opened.id);
    state.undo = answer.done === 'approved' ? {id: opened.id, until: Date.now() + answer.undo_seconds * 1000} : null;
    say(t('done_' + answer.done, {id: opened.id}), 'good', state.undo ? {name: t('key_undo_short'), run: ACTS.undo} : null);
  } catch (error) { cameBack(error, opened, name, extra); }
  finally { state.pending.delete(opened.id); refresh(); }
}
async function redraft(name, args) {
  frame.work.dataset.loading = 'true';
  const id = args.case_id, before = state.opened.text;
  state.opened = null;
  state.redrafting = id;
  say(t('redrafting'));
  let made = false;
  try { await call(name, args); made = true; say(t('done_regenerated'), 'good'); }
  catch (error) { sayError(error); }
  state.redrafting = null;
  cache.delete(id);
  if (state.selected === id) await openCase(id, false);
  if (made && state.opened?.id === id) sayHow(args.style, before, state.opened.text);
  refresh();
}
// A wish that the writer could not grant is said, not passed over.
function sayHow(wish, before, after) {
  if (before === after) say(t('redraft_same'));
  else if (wish === 'shorter' && [...(after ?? '')].length >= [...(before ?? '')].length) say(t('redraft_not_shorter'));
}
// The row goes, the next one is there: the answer comes later and may still say no.
function leave(id) {
  const at = state.rows.findIndex((row) => row.id === id);
  const next = state.rows[at + 1] ?? state.rows[at - 1] ?? null;
  state.rows = state.rows.filter((row) => row.id !== id);
  state.picked.delete(id);
  state.selected = next?.id ?? null;
  state.opened = null;
  drawList();
  if (next) { highlight(next.id); openCase(next.id, false); } else { draw(); state.pane = 'list'; panes(); }
}
function cameBack(error, opened, name, extra) {
  const answer = error.answer ?? {};
  if (answer.code === 'stale' && answer.now) { cache.delete(opened.id); sayError(error); whatChanged(opened, answer.now); return; }
  say((error.shown || error.message) + (error.shown ? '  ' + error.message : ''), 'error', {name: t('open_again'), run: () => reopen(opened.id, extra.text)});
}
async function reopen(id, text) {
  await refresh();
  highlight(id);
  await openCase(id);
  if (text && state.opened?.id === id && !frame.editor.readOnly) { frame.editor.value = text; edited(); }
}

function sendNow(confirmed, override = null) {
  const text = frame.editor.value, extra = override ? {confirmed, override} : {confirmed};
  if (text === state.opened.text) perform('approve', extra); else perform('edit', {text, ...extra});
}
// High risk: the grounds are opened, and a second, different key decides.
function confirmSend() {
  const opened = state.opened;
  secondKey(t('confirm_title'), t('confirm_send'), () => sendNow(true), risks(opened), decisionLine(opened), letter(frame.editor.value), grounds(opened));
}
// What the checks block leaves by the same key, with what each found and a lead's reason. High risk shows its grounds here too.
function confirmOverride(blocking) {
  const opened = state.opened, text = frame.editor.value;
  const field = h('input', {type: 'text', maxlength: '500', required: true, 'aria-label': t('override_reason'), placeholder: t('override_example'), 'data-override-reason': ''});
  const send = () => sendNow(true, {reason: field.value.trim(), findings: blocking.map((one) => ({kind: one.kind, text: wordsOf(text, one)}))});
  secondKey(t('override_title'), t('override_send'), send, h('p', {class: 'as-caution'}, icon('alert'), t('override_text')), opened.cautions.length ? risks(opened) : null, decisionLine(opened),
    h('section', {class: 'as-because'}, h('h3', {}, t('override_found')), h('ul', {class: 'as-findings'}, findingItems(text, blocking))), letter(underlined(text, blocking)), opened.cautions.length ? grounds(opened) : null,
    h('section', {class: 'as-because'}, h('h3', {}, t('override_reason')), field, h('small', {}, t('override_then', {key: shownKey(keyOf('confirm'))}))));
  field.focus();
}
const risks = (opened) => h('p', {class: 'as-caution'}, icon('alert'), opened.cautions.map((word) => t('caution_long_' + word)).join(' '));
const letter = (text) => h('section', {class: 'as-because'}, h('h3', {}, t('confirm_text')), h('p', {class: 'as-letter'}, text));
const grounds = (opened) => h('section', {class: 'as-grounds'}, h('h3', {}, t('why')), opened.reasons.length ? reasonCards(opened.reasons, opened.id) : h('p', {class: 'as-note'}, t('no_reasons')),
  opened.evidence.length ? h('ul', {}, opened.evidence.map((item) => h('li', {}, named('need', item.kind) + (item.note ? t('colon') + item.note : '')))) : null);
// The key decides once what is to be read has been there for a moment and what is to be written is there; in a field it is a letter.
function secondKey(title, name, send, ...shown_) {
  const opened = state.opened, text = frame.editor.value;
  let seen = false;
  const written = () => [...box.querySelectorAll('[required]')].every((field) => field.value.trim());
  const go = () => { if (button.disabled) return; box.close(); if (isOpen(opened) && frame.editor.value === text) send(); else say(t('error_stale'), 'error'); };
  const button = h('button', {type: 'button', class: 'as-danger', disabled: true, 'data-confirm': '', onclick: go}, name, h('kbd', {}, shownKey(keyOf('confirm'))));
  const free = () => { button.disabled = !seen || !written(); };
  const box = dialog(title, ...shown_, h('div', {class: 'as-bar'}, button, h('button', {type: 'button', class: 'as-plain', onclick: () => box.close()}, t('cancel'), h('kbd', {}, 'Esc'))));
  box.classList.add('as-wide');
  box.addEventListener('input', free);
  box.addEventListener('keydown', (event) => {
    if (composing(event) || event.repeat) return;
    if (event.target.matches('[required]')) { if (event.key === 'Enter') { event.preventDefault(); box.focus(); } return; }
    if (event.key === keyOf('confirm')) { event.preventDefault(); go(); }
  });
  setTimeout(() => { seen = true; free(); }, 400);
}
const ACTS = {
  approve() {
    const opened = state.opened;
    if (!opened || opened.id !== state.selected) { say(t('still_loading')); return; }
    if (opened.text === null || opened.state !== 'waiting') { say(t('not_approvable'), 'error'); return; }
    if (opened.refused) { say(t('above_you'), 'error'); return; }
    if (frame.work.querySelector('[data-act=approve]')?.disabled) { say(t('blocked_now'), 'error'); return; }
    if (opened.cautions.length) confirmSend(); else sendNow(false);
  },
  async override() {
    const opened = state.opened;
    if (dirty()) frame.editor.value = frame.editor.value.trim();
    const text = frame.editor.value;
    try {
      const {findings} = await call('check', {case_id: opened.id, text});
      if (!isOpen(opened) || frame.editor.value !== text || root.querySelector('dialog[open]')) return;
      drawFindings(findings);
      const blocking = findings.filter(blocks);
      if (blocking.length && !blocking.some(isFinal)) confirmOverride(blocking);
    } catch (error) { sayError(error); }
  },
  focus() { if (frame.editor && !frame.editor.readOnly) { frame.editor.focus(); frame.editor.setSelectionRange(frame.editor.value.length, frame.editor.value.length); } },
  regenerate() {
    if (!state.opened) { say(t('still_loading')); return; }
    ask('regenerate_how', DEFAULTS.wishes.map((name) => [name, t('wish_' + name)]), (wish) => perform('regenerate', {style: wish === 'other' ? 'auto' : wish}));
  },
  switch() { perform('regenerate', {style: state.opened?.writer === 'model' ? 'template' : 'model'}); },
  reject() { if (canAct()) ask('reject_why', DEFAULTS.reject_reasons.map((name) => [t('reason_' + name), t('reason_' + name)]), (reason) => perform('reject', {reason}), {other: t('other_reason')}); },
  escalate() { if (canAct()) ask('escalate_why', DEFAULTS.escalate_reasons.map((name) => [t('reason_' + name), t('reason_' + name)]), (reason) => perform('escalate', {reason}), {other: t('other_reason')}); },
  snooze() {
    const opened = state.opened;
    if (!opened) { say(t('still_loading')); return; }
    ask('snooze_until', DEFAULTS.snoozes.map((name) => [name, t('snooze_' + name)]), async (until) => {
      try { await call('snooze', {case_id: opened.id, until}); say(t('done_snoozed'), 'good'); if (state.selected === opened.id) leave(opened.id); cache.delete(opened.id); refresh(); }
      catch (error) { sayError(error); }
    });
  },
  lock() {
    const opened = state.opened;
    if (!opened) { say(t('still_loading')); return; }
    if (opened.locked_by === state.you.name) freeLock(opened.id); else holdLock(opened.id, true);
  },
  async copy() {
    const opened = state.opened;
    if (!frame.editor || !opened) return;
    if (!opened.by_hand || state.you.role === 'auditor') { await copyText(frame.editor.value); say(t('copied'), 'good'); return; }
    try {
      await copyText((await call('take', {case_id: opened.id, version: opened.version})).text);
      say(t('copied_by_hand'), 'good'); cache.delete(opened.id); await refresh();
      if (state.selected === opened.id) await openCase(opened.id);
    } catch (error) { sayError(error); }
  },
  async undo() {
    if (!state.undo || Date.now() > state.undo.until) { say(t('nothing_to_undo')); return; }
    const {id} = state.undo; state.undo = null;
    try { await call('undo', {case_id: id}); say(t('done_undone', {id}), 'good'); cache.delete(id); await refresh(); highlight(id); await openCase(id); }
    catch (error) { sayError(error); }
  },
  source() { const reason = state.opened?.reasons.find((one) => !lawful(one.path)) ?? state.opened?.reasons[0]; if (reason) openSource(reason, state.opened.id); },
};
const canAct = () => { if (state.opened && state.opened.state === 'waiting') return true; say(t(state.opened ? 'not_approvable' : 'still_loading')); return false; };
async function copyText(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = h('textarea', {class: 'as-off'}); area.value = text; root.append(area); area.select(); document.execCommand('copy'); area.remove();
  }
}

// A lock lapses after a minute; it is renewed while its holder has this page open.
const held = new Map();
async function holdLock(id, told = false) {
  try {
    const answer = await call('lock', {case_id: id});
    if (state.opened?.id === id) { state.opened.locked_by = answer.locked_by; drawBanner(); }
    clearInterval(held.get(id));
    held.set(id, setInterval(() => { if (!document.contains(root)) return; call('lock', {case_id: id}).catch(() => { clearInterval(held.get(id)); held.delete(id); }); }, 30000));
    if (told) { say(t('done_locked'), 'good'); refresh(); }
  } catch (error) { if (told) sayError(error); }
}
async function freeLock(id) {
  clearInterval(held.get(id)); held.delete(id); locking = null;
  try { await call('unlock', {case_id: id}); if (state.opened?.id === id) { state.opened.locked_by = null; drawBanner(); } say(t('done_unlocked'), 'good'); refresh(); } catch (error) { sayError(error); }
}
