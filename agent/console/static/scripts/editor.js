// ---- the draft: editor with findings under the words they mark, live difference, meters, actions ------------------------
const dirty = () => Boolean(state.opened && frame.editor && frame.editor.dataset.case === state.opened.id && state.opened.text !== null && frame.editor.value !== state.opened.text);

// Unsent wording is kept in memory while one looks at other cases, never in the browser's storage.
const edits = new Map();
function drawWork(opened) {
  const unsent = edits.get(opened.id);
  const kept = unsent?.version === opened.version && opened.state === 'waiting' ? unsent.text : null;
  const waiting = opened.state === 'waiting', typing = frame.editor?.dataset.case === opened.id && document.activeElement === frame.editor;
  frame.editor = h('textarea', {class: 'as-editor', 'aria-label': t('draft'), rows: '3', spellcheck: 'false', readonly: !waiting || opened.text === null,
    'data-case': opened.id, 'data-version': opened.version, oninput: edited, oncompositionend: edited});
  frame.editor.value = kept ?? opened.text ?? t('nothing_to_publish');
  frame.paper = h('div', {class: 'as-paper', 'aria-hidden': 'true'});
  frame.meter = h('span', {class: 'as-meter'});
  frame.fill = h('i');
  frame.tone = h('span', {class: 'as-tone'});
  frame.diff = h('p', {class: 'as-diff', 'aria-label': t('changes'), hidden: true});
  frame.findings = h('ul', {class: 'as-findings', 'aria-label': t('findings')});
  frame.overrule = h('p', {class: 'as-overrule', hidden: true});
  frame.found = opened.findings;
  put(frame.work, decisionLine(opened), h('div', {class: 'as-sheet', 'data-locked': frame.editor.readOnly}, frame.paper, frame.editor),
    h('div', {class: 'as-under'}, frame.meter, h('span', {class: 'as-track-bar'}, frame.fill), frame.tone, h('span', {class: 'as-gap'}), h('span', {class: 'as-version'}, t('version', {n: opened.version}) + ' · ' + t('writer_' + opened.writer))),
    frame.diff, frame.findings, frame.overrule, actionBar(opened, waiting));
  if (opened.fallback) frame.work.append(h('p', {class: 'as-note'}, t('fallback')));
  drawFindings(opened.findings);
  drawTone(opened.tone);
  measure();
  if (opened.review) drawReviewPreview();
  if (kept !== null) edited();
  if (typing) frame.editor.focus();  // else the next letters would be keys
}
function decisionLine(opened) {
  return h('div', {class: 'as-decision'}, h('b', {'data-lane': opened.lane}, t('outcome_' + opened.outcome)),
    opened.amount ? h('span', {class: 'as-amount'}, money(opened.amount)) : null, opened.freight ? h('span', {}, t('freight_' + opened.freight)) : null,
    opened.strategy ? h('span', {}, t('strategy_' + opened.strategy)) : null, opened.pending ? h('span', {class: 'as-missing'}, t('pending')) : null,
    opened.missing.map((word) => h('span', {class: 'as-missing'}, t('ask', {what: named('need', word)}))),
    opened.cautions?.length ? h('span', {class: 'as-risk'}, icon('alert'), opened.cautions.map((word) => t('caution_' + word)).join(t('comma'))) : null);
}
function actionBar(opened, waiting) {
  const act = (key, name, kind = 'plain') => h('button', {type: 'button', class: 'as-' + kind, 'data-act': name,
    disabled: (state.you.role === 'auditor' && name !== 'copy') || !waiting && !['regenerate', 'copy', 'snooze', 'lock'].includes(name), onclick: () => ACTS[name]()}, t('act_' + name), h('kbd', {}, shownKey(keyOf(key))));
  return h('div', {class: 'as-bar'}, act('approve', 'approve', 'primary'), act('edit', 'focus'), act('regenerate', 'regenerate'), act('reject', 'reject'),
    act('escalate', 'escalate'), act('snooze', 'snooze'), act('lock', 'lock'), act('copy', 'copy'));
}

let editTimer = null, locking = null;
function edited() {
  measure();
  if (state.opened.review) drawReviewPreview();
  paint(null);
  frame.overrule.hidden = true;  // what was found is not said of these words
  const {id, locked_by, version} = state.opened;
  if (dirty()) edits.set(id, {version, text: frame.editor.value}); else edits.delete(id);
  if (dirty() && !locked_by && locking !== id) { locking = id; holdLock(id); }
  clearTimeout(editTimer);
  editTimer = setTimeout(async () => {
    const text = frame.editor.value;
    try {
      const answer = await call('check', {case_id: id, text});
      if (state.opened?.id === id && frame.editor.value === text) { drawFindings(answer.findings); drawTone(answer.tone); }
    } catch (error) { sayError(error); }
  }, 350);
}
function measure() {
  const text = frame.editor.value, limit = state.opened.max_chars, size = [...text].length;
  frame.meter.textContent = state.opened.text === null ? '' : t('characters', {n: size, max: limit});
  frame.fill.parentElement.hidden = state.opened.text === null;
  frame.meter.dataset.level = size > limit ? 'late' : 'calm';
  frame.fill.style.width = Math.min(100, (100 * size) / limit) + '%';
  frame.fill.dataset.level = size > limit ? 'late' : size > limit * 0.9 ? 'soon' : 'calm';
  frame.diff.hidden = state.opened.text === null || text === state.opened.text;
  put(frame.diff, ...(frame.diff.hidden ? [] : diffNodes(state.opened.text, text)));
}
function drawTone(tone) {
  if (!tone || state.opened.text === null) { put(frame.tone); return; }
  // The guards' word weighs more than the meter's.
  const level = frame.found.some((one) => ['tone', 'blame', 'threat'].includes(one.kind)) ? 'curt' : tone.level;
  frame.tone.dataset.level = level;
  put(frame.tone, h('i'), h('i'), h('i'), t('tone_' + level));
}
// A text in pieces, the words that a finding marks underlined.
function underlined(text, findings) {
  const chars = [...text];
  const spans = findings.filter((one) => one.span).map((one) => [...one.span, one.severity]).sort((a, b) => a[0] - b[0]);
  const out = [];
  let at = 0;
  for (const [start, end, severity] of spans) {
    if (start < at) continue;
    out.push(chars.slice(at, start).join(''), h('u', {'data-severity': severity}, chars.slice(start, end).join('')));
    at = end;
  }
  return [...out, chars.slice(at).join('')];
}
const wordsOf = (text, finding) => (finding.span ? [...text].slice(...finding.span).join('') : null);
function findingItems(text, findings) {
  return findings.map((finding) => h('li', {'data-severity': finding.severity},
    h('b', {}, t('severity_' + finding.severity) + ' · ' + t('kind_' + finding.kind)),
    finding.span ? h('q', {}, wordsOf(text, finding)) : null,
    h('span', {}, t('advice_' + finding.kind, {message: finding.message})), finding.reference ? h('cite', {}, finding.reference) : null));
}
// The same text lies under the editor, with its marks.
function paint(findings) {
  put(frame.paper, ...underlined(frame.editor.value, findings ?? []), '\n');
}
function drawFindings(findings) {
  frame.found = findings;
  put(frame.findings, ...findingItems(frame.editor.value, findings));
  if (!findings.length && state.opened.text !== null) frame.findings.append(h('li', {'data-severity': 'none'}, t('no_findings')));
  paint(findings);
  drawOverrule(findings.filter(blocks));
  const approve = frame.work.querySelector('[data-act=approve]');
  if (approve) approve.disabled = state.you.role === 'auditor' || state.opened.state !== 'waiting' || state.opened.text === null || Boolean(state.opened.refused) || findings.some(blocks);
}
// A block may be a false alarm: a lead may send the text for a reason, anybody else hands it over. Some kinds nobody overrides.
const blocks = (finding) => finding.severity === 'block';
const isFinal = (finding) => DEFAULTS.final.includes(finding.kind);
function drawOverrule(blocking) {
  const opened = state.opened, final = blocking.filter(isFinal);
  frame.overrule.hidden = !blocking.length || opened.state !== 'waiting' || opened.text === null || Boolean(opened.refused) || state.you.role === 'auditor';
  if (final.length) put(frame.overrule, t('override_never', {kinds: listed('kind', [...new Set(final.map((one) => one.kind))])}));
  else if (leading()) put(frame.overrule, t('override_ask') + ' ', h('button', {type: 'button', class: 'as-link', 'data-act': 'override', onclick: ACTS.override}, t('override')));
  else put(frame.overrule, t('override_lead', {key: shownKey(keyOf('escalate'))}));
}
