// ---- keys: letters only where nothing is being typed, never inside an input method ---------------------------------------
const composing = (event) => event.isComposing || event.keyCode === 229;
const KEYS = {
  next: () => move(1), previous: () => move(-1), approve: ACTS.approve, edit: ACTS.focus, reject: ACTS.reject, regenerate: ACTS.regenerate, switch: ACTS.switch,
  escalate: ACTS.escalate, snooze: ACTS.snooze, lock: ACTS.lock, select: () => pick(), bulk, copy: ACTS.copy, undo: ACTS.undo, source: ACTS.source,
  search: () => frame.search?.focus(), help, confirm: () => {},
};
const MANY = new Set(['next', 'previous']);
function onKey(event) {
  if (!document.contains(root)) { document.removeEventListener('keydown', onKey); return; }
  if (composing(event) || root.querySelector('dialog[open]')) return;
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
  const reviewing = Boolean(frame.list);
  if (reviewing && (event.metaKey || event.ctrlKey) && event.key === 'Enter') { event.preventDefault(); if (!event.repeat) ACTS.approve(); return; }
  if (event.key === 'Escape' && typing) { event.target.blur(); return; }
  if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  const act = actOf(event.key);
  if (!reviewing) { if (act === 'help') { event.preventDefault(); help(); } return; }
  if (/^[1-5]$/.test(event.key)) { if (state.opened) tab(TABS[Number(event.key) - 1]); return; }
  if (act && (!event.repeat || MANY.has(act))) { event.preventDefault(); KEYS[act](); }
}
