// ---- the evidence pane: why, the order's life, rules tried, similar replies, the record ---------------------------------
const TABS = ['why', 'order', 'rules', 'similar', 'audit'];
function drawSide(opened) {
  const rules = DEFAULTS.pages.includes('rules');
  const tabs = TABS.filter((name) => rules || name !== 'similar');
  const body = h('div', {class: 'as-tab-body', role: 'tabpanel', 'aria-label': t('tab_' + state.tab)});
  put(frame.side, h('div', {class: 'as-subtabs', role: 'tablist'}, tabs.map((name, at) => h('button', {type: 'button', role: 'tab', 'data-tab': name,
    'aria-selected': state.tab === name, onclick: () => tab(name)}, t('tab_' + name), h('kbd', {}, at + 1)))), body);
  put(body, ...SIDES[state.tab](opened).filter(Boolean));
}
function tab(name) { state.tab = name; if (state.opened) drawSide(state.opened); }
const group = (title, ...rows) => h('section', {}, h('h3', {}, title), ...rows);
const pairs = (rows) => h('dl', {}, rows.flatMap(([name, value]) => [h('dt', {}, t('fact_' + name)), h('dd', {}, name === 'paid' ? money(value) : value)]));
const trail = ({path, heading}) => [path, heading].filter(Boolean).join(' › ').replaceAll(' > ', ' › ');
// Where a deadline comes from; a default that nobody has checked carries a badge in the reader's language.
function sourced(text) {
  const [, said, mark] = /^(.*?)(?:［([^［］]*)unverified］)?$/s.exec(text ?? '') ?? [];
  return [translated((said ?? '').trim()).replaceAll(' > ', ' › '), mark ? h('span', {class: 'as-badge', 'data-state': 'indexed'}, t('unverified')) : null];
}
const lawful = (path) => !/\.(md|txt|html?|docx|pdf|xlsx|csv|json|ya?ml)$/i.test(path);

function reasonCard(reason, caseId = null) {
  return h('div', {class: 'as-reason'}, reason.text ? h('p', {}, reason.text) : null, reason.quote && reason.quote !== reason.text ? h('blockquote', {}, h('mark', {}, reason.quote)) : null,
    reason.note ? h('small', {class: 'as-noted'}, sourced(reason.note)) : null,
    reason.path ? h('div', {class: 'as-cite'}, h('cite', {}, trail(reason)),
      lawful(reason.path) || !DEFAULTS.pages.includes('rules') ? null : h('button', {type: 'button', class: 'as-link', 'data-source': reason.path, onclick: () => openSource(reason, caseId)}, t('whole_source'))) : null);
}
// Two clauses behind one sentence: the sentence stands once.
const reasonCards = (reasons, caseId = null) => reasons.map((reason, at) => reasonCard(at && reasons[at - 1].text === reason.text && reason.quote ? {...reason, text: ''} : reason, caseId));
const SIDES = {
  why(opened) {
    const reading = opened.reading;
    // What a reason quotes already is not shown twice.
    const cited = opened.citations.filter((row) => !opened.reasons.some((reason) => reason.path === row.path && packed(reason.quote || reason.text) === packed(row.quote)));
    return [group(t('why'), opened.reasons.length ? reasonCards(opened.reasons, opened.id) : h('p', {class: 'as-note'}, t(opened.answerable ? 'no_reasons' : 'no_answer_in_shop'))),
      opened.heed.length ? group(t('heed'), h('ul', {class: 'as-heed'}, opened.heed.map((one) => h('li', {}, translated(one.text), h('small', {}, sourced(one.source)))))) : null,
      opened.proofs.length ? group(t('burden'), h('ul', {}, opened.proofs.map((one) => h('li', {}, t('burden_' + one.who) + t('colon') + listed('need', one.what), one.source ? h('small', {}, sourced(one.source)) : null)))) : null,
      opened.deadlines.length ? group(t('deadlines'), h('ul', {class: 'as-times'}, opened.deadlines.map((row) => h('li', {}, h('b', {}, t('deadline_' + row.kind)), timer(row.due), h('small', {}, sourced(row.source)))))) : null,
      reading ? group(t('reading'), pairs([['wants', listed('want', reading.wants)], ['problem', named('problem', reading.problem)], ['emotion', t('emotion_' + reading.emotion)],
        ['risks', listed('risk', reading.risks)], ['language', WORDS[reading.language]?.language_name ?? reading.language], ['confidence', Math.round(reading.confidence * 100) + '%']].filter(([, value]) => value))) : null,
      cited.length ? group(t('citations'), cited.map((row) => reasonCard({...row, text: (row.heading || row.path).replaceAll(' > ', ' › ')}, opened.id))) : null];
  },
  order(opened) {
    return [opened.order.length ? group(t('order'), pairs(opened.order)) : h('p', {class: 'as-note'}, t('no_order')),
      opened.timeline.length ? group(t('logistics'), h('ol', {class: 'as-life'}, opened.timeline.map((row) => h('li', {'data-kind': row.kind}, h('time', {}, row.at), h('span', {}, row.kind === 'scan' ? row.text : t('life_' + row.kind)))))) : null,
      opened.evidence.length ? group(t('evidence'), h('ul', {}, opened.evidence.map((item) => h('li', {}, named('need', item.kind) + (item.note ? t('colon') + item.note : ''))))) : null];
  },
  rules(opened) {
    return [group(t('tried'), h('p', {class: 'as-note'}, t('tried_hint')), h('ul', {class: 'as-tried'}, opened.tried.map((row) => h('li', {'data-applied': row.applied},
      h('span', {}, (row.applied ? '✓ ' : '') + translated(row.title)), row.failed_on ? h('small', {}, t('failed_on', {what: conditionText(row.failed_on)})) : null))),
      DEFAULTS.pages.includes('rules') ? h('button', {type: 'button', class: 'as-link', onclick: () => { whatIf.caseId = opened.id; go('rules'); }}, t('try_what_if')) : null)];
  },
  similar(opened) {
    const list = h('div', {class: 'as-similar'}, h('p', {class: 'as-note'}, t('loading')));
    call('similar', {case_id: opened.id}).then((answer) => put(list, ...(answer.items.length ? answer.items.map((one) => h('article', {}, h('p', {}, one.text),
      h('small', {}, one.case_id + ' · ' + one.by + ' · ' + one.at + (one.edited ? ' · ' + t('was_edited') : '')))) : [h('p', {class: 'as-note'}, t('no_similar'))]))).catch(sayError);
    return [group(t('tab_similar'), list)];
  },
  audit(opened) {
    return [group(t('audit'), h('ol', {class: 'as-audit'}, opened.audit.map(auditLine).reverse())),
      opened.replies.length ? group(t('replies'), h('ul', {}, opened.replies.map((one) => h('li', {}, one.at + ' ' + (one.holding ? t('reply_holding') + ' · ' : '') + t('reply_' + one.state), one.error ? h('small', {}, one.error) : null)))) : null];
  },
};
function auditLine(line) {
  return h('li', {}, h('time', {}, line.at), h('span', {}, named('actor', line.by) + (state.lang === 'en' ? ' ' : '') + named('audit', line.action.replace('.', '_')) + (line.version ? ' · ' + t('version', {n: line.version}) : ''),
    line.note ? h('small', {}, known('outcome_' + line.note) ? t('outcome_' + line.note) : line.note) : null));
}
// "days_since_delivered ≤ 7" as a person of the shop reads it.
function conditionText(text) {
  return text.replace(/^[a-z_]+/, (fact) => named('factor', fact)).replace(/ and /g, ' ' + t('and') + ' ').replace(/ \| /g, ' / ').replace(/ is not /g, ' ≠ ').replace(/ is /g, ' = ').replace(/\b(unknown|known|true|false)\b/g, (word) => t('value_' + word))
    .replace(/[a-z]+(?:_[a-z]+)*/g, (word) => ['outcome', 'problem', 'want', 'risk', 'fstatus', 'goods'].map((kind) => kind + '_' + word).find(known) ? t(['problem', 'want', 'risk', 'fstatus', 'goods', 'outcome'].map((kind) => kind + '_' + word).find(known)) : word);
}
const packed = (text) => (text ?? '').replace(/\s+/g, '');
const cites = (reason, clause) => {
  if (reason.quote && packed(clause.text).includes(packed(reason.quote))) return true;
  return Boolean(reason.heading) && (clause.heading === reason.heading || clause.heading.endsWith(' > ' + reason.heading));
};
async function openSource(reason, caseId) {
  try {
    const answer = await call('source', {path: reason.path, case_id: caseId});
    let first = null;
    const body = h('div', {class: 'as-source', tabindex: '0'}, answer.clauses.map((clause) => {
      const here = cites(reason, clause);
      const node = h('article', {'data-cited': Boolean(here)}, h('h3', {}, (clause.heading || reason.path).replaceAll(' > ', ' › ')), validity(clause), h('p', {}, here ? quoted(clause.text, reason.quote) : clause.text));
      if (here && !first) first = node;
      return node;
    }));
    if (!answer.clauses.length) body.append(h('p', {class: 'as-note'}, t('source_outside')), h('blockquote', {}, h('mark', {}, reason.quote)));
    dialog(reason.path, body).classList.add('as-wide');
    first?.scrollIntoView({block: 'center'});
  } catch (error) { sayError(error); }
}
function quoted(text, quote) {
  const parts = marked(text, quote);
  return parts.length > 1 ? parts : [h('mark', {}, text)];
}
function validity(clause) {
  if (!clause.from && !clause.to) return null;
  return h('small', {class: 'as-validity', 'data-when': clause.when ?? ''}, t('valid', {from: clause.from ?? '…', to: clause.to ?? '…'}), clause.when && clause.when !== 'current' ? ' · ' + t('when_' + clause.when) : null);
}
