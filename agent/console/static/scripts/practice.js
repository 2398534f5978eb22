// ---- practice: a simulated buyer, the clerk's own answer, and what the desk says to it. Nothing is stored or sent; the
// tally lives in this tab's memory and goes with it. ----------------------------------------------------------------------
const practice = {items: [], language: '', level: '', own: false, open: null, dialogue: [], chosen: null, seen: new Set(), tally: []};
const DECISIONS = ['refund', 'return_refund', 'exchange', 'reship', 'repair', 'compensate', 'inform', 'decline', 'escalate'];
const STRATEGIES = ['accommodate', 'clarify', 'escalate'];

PAGES.practice = () => {
  practice.language ||= state.lang;
  frame.deck = h('section', {class: 'as-card', 'aria-label': t('practice_choose')});
  frame.tally = h('section', {class: 'as-card', 'aria-label': t('practice_tally'), 'aria-live': 'polite'});
  frame.buyer = h('section', {class: 'as-card as-practice', 'aria-label': t('conversation')}, h('p', {class: 'as-empty'}, t('practice_empty')));
  frame.judged = h('section', {class: 'as-card as-judged', 'aria-label': t('practice_judged'), 'aria-live': 'polite'}, h('p', {class: 'as-empty'}, t('practice_judged_empty')));
  Object.assign(practice, {open: null, dialogue: []});
  loadExercises();
  return h('div', {class: 'as-page as-three'}, h('div', {class: 'as-column'}, frame.deck, frame.tally), h('div', {class: 'as-column'}, frame.buyer), h('div', {class: 'as-column'}, frame.judged));
};
async function loadExercises() {
  try { practice.items = (await call('exercises')).items; } catch (error) { sayError(error); return; }
  drawDeck();
  drawTally();
}
const topicOf = (one) => [one.kind === 'review' || one.topic === 'none' ? t('case_kind_' + one.kind) : null, one.topic === 'none' ? null : named('problem', one.topic)].filter(Boolean).join(' · ');
const fitting = () => practice.items.filter((one) => one.own === practice.own && (practice.own || !practice.language || one.language === practice.language) && (!practice.level || String(one.level) === practice.level));
function drawDeck() {
  const choice = (name, value, options) => h('select', {class: 'as-select', 'aria-label': t('practice_' + name), 'data-practice': name,
    onchange: (event) => { practice[name] = event.target.value; drawDeck(); }}, options.map(([key, text]) => h('option', {value: key, selected: key === value}, text)));
  const source = (own) => h('button', {type: 'button', role: 'tab', 'aria-selected': practice.own === own, 'data-own': own, onclick: () => { practice.own = own; drawDeck(); }}, t(own ? 'practice_own' : 'practice_shipped'));
  const found = fitting();
  const row = (one) => h('li', {}, h('button', {type: 'button', 'data-exercise': one.id, 'aria-current': practice.open?.id === one.id, onclick: () => openExercise(one)},
    h('span', {}, topicOf(one)), h('small', {}, (one.own ? '' : t('level_' + one.level)) + (practice.seen.has(one.id) ? ' ✓' : ''))));
  put(frame.deck, h('h2', {}, t('page_practice')), h('p', {class: 'as-note'}, t('practice_intro')), h('div', {class: 'as-subtabs', role: 'tablist'}, source(false), source(true)),
    practice.own ? null : h('div', {class: 'as-bar'}, choice('language', practice.language, [['', t('practice_any_language')], ...LANGS.map((name) => [name, WORDS[name].language_name])]),
      choice('level', practice.level, [['', t('practice_any_level')], ...['1', '2', '3'].map((n) => [n, t('level_' + n)])])),
    h('button', {type: 'button', class: 'as-primary', 'data-deal': '', disabled: !found.length, onclick: deal}, t('practice_deal')),
    found.length ? h('ul', {class: 'as-exercises'}, found.map(row)) : h('p', {class: 'as-note'}, t(practice.own ? 'practice_no_own' : 'search_empty')));
}
// Dealt at random among those that were not tried in this session; once all were, from the start again.
function deal() {
  const found = fitting();
  const fresh = found.filter((one) => !practice.seen.has(one.id));
  const from = fresh.length ? fresh : found.filter((one) => one.id !== practice.open?.id);
  const pool = from.length ? from : found;
  if (pool.length) openExercise(pool[Math.floor(Math.random() * pool.length)]);
}
async function openExercise(one) {
  practice.open = one;
  practice.dialogue = [];
  drawDeck();
  put(frame.judged, h('p', {class: 'as-empty'}, t('practice_judged_empty')));
  await buyerSays(0);
}
async function buyerSays(turn) {
  const {id} = practice.open;
  let scene;
  try { scene = await call('exercise', {exercise: id, dialogue: [...practice.dialogue, {turn}]}); } catch (error) { sayError(error); return; }
  if (practice.open?.id !== id) return;
  practice.chosen = null;
  drawScene(scene, turn);
}
function drawScene(scene, turn) {
  const field = h('textarea', {class: 'as-plain-editor', rows: '4', 'aria-label': t('practice_reply'), placeholder: t(scene.review ? 'practice_explain' : 'practice_reply'), spellcheck: 'false', maxlength: '2000', 'data-reply': '',
    onkeydown: (event) => { if (!composing(event) && (event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); submit(turn, field.value); } }});
  const choices = h('div', {class: 'as-options', role: 'radiogroup', 'aria-label': t('practice_decide')}, (scene.review ? STRATEGIES : DECISIONS).map((word) => h('button', {type: 'button', role: 'radio', class: 'as-chip', 'aria-checked': 'false', 'data-choice': word,
    onclick: (event) => { practice.chosen = word; for (const one of choices.children) one.setAttribute('aria-checked', one === event.currentTarget); }}, t((scene.review ? 'strategy_' : 'outcome_') + word))));
  put(frame.buyer, h('div', {class: 'as-case-head'}, h('h2', {}, platform(scene.platform) + ' · ' + t('case_kind_' + scene.kind)), h('span', {class: 'as-id'}, t('practice_simulated'))),
    scene.review ? h('article', {class: 'as-review'}, h('span', {class: 'as-stars'}, '★'.repeat(scene.review.stars ?? 0)), h('p', {}, scene.review.text)) : null, ...scene.messages.map(bubble),
    scene.order.length ? h('details', {class: 'as-facts', open: true}, h('summary', {}, t('order')), pairs([...scene.order, ...scene.timeline.filter((row) => row.kind !== 'placed').map((row) => ['event', row.at + ' ' + (row.kind === 'scan' ? row.text : t('life_' + row.kind))])])) : null,
    h('h3', {}, t('practice_decide')), choices, field, h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-primary', 'data-submit': '', onclick: () => submit(turn, field.value)}, t('practice_submit'), h('kbd', {}, 'Ctrl+Enter'))));
  bring(frame.buyer);
  field.focus({preventScroll: true});
}
// On a narrow screen the cards stand below each other, and a long answer was scrolled past its beginning.
function bring(card) {
  const {top} = card.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.5) card.scrollIntoView({block: 'start'});
}
async function submit(turn, reply) {
  if (!practice.chosen) { say(t('practice_choose_first')); return; }
  const button = frame.buyer.querySelector('[data-submit]');
  if (button.disabled) return;
  button.disabled = true;
  const {id} = practice.open, chosen = practice.chosen, dialogue = [...practice.dialogue, {turn, reply}];
  try {
    const judged = await call('judge', {exercise: id, dialogue});
    if (practice.open?.id !== id) return;
    practice.dialogue = dialogue;
    const right = chosen === (judged.strategy ?? judged.outcome);
    practice.tally.push({right, clean: !judged.findings.some((one) => one.severity === 'block'), parts: judged.parts});
    if (judged.next_turn === null) practice.seen.add(id);
    drawJudged(judged, reply, chosen, right);
    drawTally();
    drawDeck();
  } catch (error) { sayError(error); button.disabled = false; }
}
function drawJudged(judged, reply, chosen, right) {
  const kind = judged.strategy ? 'strategy_' : 'outcome_', ours = judged.strategy ?? judged.outcome, usual = judged.expect;
  const doubtful = !judged.strategy && usual.length && !usual.includes(ours);
  const on = judged.next_turn === null ? h('button', {type: 'button', class: 'as-primary', 'data-next': 'exercise', onclick: deal}, t('practice_next'))
    : h('button', {type: 'button', class: 'as-primary', 'data-next': 'turn', onclick: () => buyerSays(judged.next_turn)}, t('practice_go_on'));
  put(frame.judged, h('h2', {}, t('practice_judged')),
    h('p', {class: right ? 'as-good' : 'as-missing', 'data-right': right}, right ? t('practice_right', {what: t(kind + ours)}) : t('practice_other', {mine: t(kind + chosen), ours: t(kind + ours)})),
    doubtful ? h('p', {class: 'as-note'}, t('practice_doubtful', {what: listed('outcome', usual)})) : null,
    group(t('practice_parts'), h('ul', {class: 'as-parts'}, judged.parts.map(partItem))),
    group(t('findings'), h('p', {class: 'as-letter'}, underlined(reply, judged.findings)), judged.findings.length ? h('ul', {class: 'as-findings'}, findingItems(reply, judged.findings)) : h('p', {class: 'as-good'}, t('no_findings'))),
    judged.strategy ? null : group(t('why'), decisionLine({...judged, lane: '', strategy: null, cautions: []}), ...(judged.reasons.length ? reasonCards(judged.reasons) : [h('p', {class: 'as-note'}, t(judged.answerable ? 'no_reasons' : 'no_answer_in_shop'))])),
    judged.draft ? group(t('practice_draft'), h('p', {class: 'as-letter', 'data-desk-draft': ''}, judged.draft)) : null,
    judged.colleague ? group(t('practice_colleague'), h('p', {class: 'as-letter'}, judged.colleague)) : null,
    judged.lesson[state.lang] ? h('p', {class: 'as-lesson', 'data-lesson': ''}, judged.lesson[state.lang]) : null, h('div', {class: 'as-bar'}, on));
  bring(frame.judged);
  on.focus({preventScroll: true});
}
const partItem = (part) => h('li', {'data-held': part.held, 'data-part': part.name}, h('b', {'aria-label': t(part.held ? 'practice_held' : 'practice_lacking')}, part.held ? '✓' : '✗'),
  h('span', {}, t((part.held ? 'part_' : 'lack_') + part.name) + (part.ask.length ? t('colon') + listed('need', part.ask) : '')));
function drawTally() {
  const rows = practice.tally, share = (held, asked) => held + ' / ' + asked;
  const all = rows.flatMap((one) => one.parts);
  const parts = [...new Set(all.map((part) => part.name))].map((name) => all.filter((part) => part.name === name)).map((list) => [list[0].name, list.filter((part) => part.held).length, list.length]);
  put(frame.tally, h('h2', {}, t('practice_tally')), h('p', {class: 'as-note'}, t('practice_tally_note')),
    rows.length ? h('dl', {class: 'as-tally', 'data-answers': rows.length}, [[t('practice_answers'), String(rows.length)], [t('practice_decided'), share(rows.filter((one) => one.right).length, rows.length)], [t('practice_clean'), share(rows.filter((one) => one.clean).length, rows.length)],
      ...parts.map(([name, held, asked]) => [t('part_' + name), share(held, asked)])].flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])) : h('p', {class: 'as-note'}, t('practice_none_yet')),
    rows.length ? h('button', {type: 'button', class: 'as-link', onclick: () => { practice.tally = []; practice.seen.clear(); drawTally(); drawDeck(); }}, t('practice_clear')) : null);
}
