// ---- rules: cards with their clause, what-if, proposals --------------------------------------------------------------------
const whatIf = {caseId: null, facts: {}, platform: null, tab: 'cards', asked: 0};
PAGES.rules = () => {
  frame.rules = h('section', {class: 'as-card as-wide-card'});
  frame.what = h('section', {class: 'as-card', 'aria-label': t('what_if')});
  loadRules();
  loadWhatIf();
  return h('div', {class: 'as-page as-main-side'}, h('div', {class: 'as-column'}, frame.rules), h('div', {class: 'as-column'}, frame.what));
};
async function loadRules() {
  let book;
  try { book = await call('rulebook', {platform: whatIf.platform}); } catch (error) { sayError(error); return; }
  const body = h('div', {class: 'as-tab-body'});
  const field = h('input', {class: 'as-search', type: 'search', 'aria-label': t('rule_search'), placeholder: t('rule_search'), oninput: () => cards(field.value)});
  const where = h('select', {class: 'as-select', 'aria-label': t('platform'), onchange: () => { whatIf.platform = where.value; whatIf.facts = {...whatIf.facts, platform: where.value}; loadRules(); loadWhatIf(); }}, book.platforms.map((name) => h('option', {value: name, selected: name === book.platform}, platform(name))));
  const cards = (words) => {
    const wanted = book.rules.filter((rule) => (translated(rule.title) + rule.title + rule.id + rule.quote + rule.path).toLowerCase().includes(words.trim().toLowerCase()));
    const layer = (name) => wanted.filter((rule) => rule.layer === name);
    put(body, ...['shop', 'platform', 'law'].filter((name) => layer(name).length).map((name) => group(t('layer_' + name) + ' · ' + layer(name).length, ...layer(name).map(ruleCard))));
    if (!wanted.length) body.append(h('p', {class: 'as-empty'}, t('search_empty')));
  };
  put(frame.rules, h('div', {class: 'as-subtabs', role: 'tablist'}, ['cards', 'proposals'].map((name) => h('button', {type: 'button', role: 'tab', 'data-tab': name, 'aria-selected': whatIf.tab === name, onclick: () => { whatIf.tab = name; loadRules(); }}, t('rules_' + name)))),
    whatIf.tab === 'cards' ? h('div', {class: 'as-bar'}, field, where) : '', body);
  if (whatIf.tab === 'cards') cards(''); else drawProposals(body);
}
function ruleCard(rule) {
  const given = [rule.amount ? t('rule_amount', {percent: rule.amount.percent, of: named('base', rule.amount.of)}) + (rule.amount.limit ? t('rule_limit', {limit: rule.amount.limit}) : '') : null, rule.freight ? t('freight_' + rule.freight) : null].filter(Boolean);
  return h('article', {class: 'as-rule', 'data-rule': rule.id}, h('div', {class: 'as-rule-head'}, h('b', {}, translated(rule.title)), h('span', {class: 'as-badge'}, t('outcome_' + rule.outcome)), rule.unverified ? h('span', {class: 'as-badge', 'data-state': 'indexed'}, t('unverified')) : null, h('span', {class: 'as-gap'}), h('small', {}, rule.id)),
    h('ul', {class: 'as-when'}, rule.when.map((condition) => h('li', {}, h('b', {}, named('factor', condition.fact)), ' ', limits(condition)))), given.length ? h('p', {}, given.join(t('comma'))) : null,
    rule.ask_for.length ? h('p', {class: 'as-missing'}, t('ask', {what: listed('need', rule.ask_for)})) : null, rule.prove ? h('p', {class: 'as-note'}, t('burden_' + rule.prove.who) + t('colon') + listed('need', rule.prove.what ?? [])) : null,
    h('blockquote', {}, h('mark', {}, rule.quote)), h('div', {class: 'as-cite'}, h('cite', {}, trail(rule)), lawful(rule.path) ? null : h('button', {type: 'button', class: 'as-link', onclick: () => openSource(rule, null)}, t('whole_source')), validity(rule)));
}
const KINDS = {want: 'want', wants: 'want', problem: 'problem', risks: 'risk', status: 'fstatus', goods: 'goods', platform: 'platform', kind: 'case_kind', evidence_kinds: 'need', claim_type: 'claim'};
const valueOf = (fact, value) => (typeof value === 'boolean' ? t('value_' + value) : named(KINDS[fact] ?? 'value', value));
function limits(condition) {
  const parts = [];
  const say_ = (values) => values.map((value) => valueOf(condition.fact, value)).join(' / ');
  if (condition.one_of.length) parts.push(say_(condition.one_of));
  const ruled = condition.excluded[0];
  if (condition.excluded.length) parts.push(typeof ruled === 'boolean' ? t(ruled ? 'value_not_true' : 'value_not_false') : t('value_not', {what: say_(condition.excluded)}));
  if (condition.minimum !== null) parts.push('≥ ' + condition.minimum);
  if (condition.maximum !== null) parts.push('≤ ' + condition.maximum);
  if (condition.known !== null) parts.push(t(condition.known ? 'value_known' : 'value_unknown'));
  return parts.join(' ' + t('and') + ' ');
}
const FORM = {
  want: ['refund', 'return_refund', 'cancel', 'exchange', 'repair', 'reship', 'compensate', 'policy', 'logistics', 'none'], problem: ['none', 'changed_mind', 'size', 'quality', 'damaged', 'wrong_item', 'missing_item', 'not_as_described', 'counterfeit', 'not_shipped', 'late', 'lost', 'price_drop', 'safety'],
  status: ['unknown', 'unpaid', 'paid', 'shipped', 'delivered', 'completed', 'closed'], days_since_delivered: 'number', stuck_days: 'number', intact: 'yes', custom_made: 'yes', custom_made_confirmed: 'yes', has_photo: 'yes', has_video: 'yes', within_warranty: 'yes', caused_by_buyer: 'yes', paid: 'money', items_price: 'money', emotion: 'number',
};
async function loadWhatIf() {
  const mine = ++whatIf.asked;
  let answer;
  frame.what.setAttribute('aria-busy', 'true');
  try { answer = await call('what_if', {case_id: whatIf.caseId, facts: whatIf.facts}); } catch (error) { sayError(error); }
  if (mine !== whatIf.asked) return;  // a later question is on its way: an old answer must not stand over it
  frame.what.setAttribute('aria-busy', 'false');
  if (!answer) return;
  const change = (name, value) => { whatIf.facts = {...whatIf.facts, [name]: value}; loadWhatIf(); };
  const field = (name, kind) => {
    const value = answer.facts[name];
    if (Array.isArray(kind)) return h('select', {class: 'as-select', 'data-fact': name, onchange: (event) => change(name, event.target.value)}, [...new Set([...kind, value])].map((one) => h('option', {value: one, selected: one === value}, valueOf(name, one))));
    if (kind === 'yes') return h('select', {class: 'as-select', 'data-fact': name, onchange: (event) => change(name, {true: true, false: false}[event.target.value] ?? null)}, [['', t('value_unknown')], ['true', t('value_true')], ['false', t('value_false')]].map(([key, text]) => h('option', {value: key, selected: key === String(value ?? '')}, text)));
    const money = kind === 'money';
    return h('input', {type: 'number', min: '0', step: money ? '0.01' : '1', value: money ? value?.value ?? '' : value ?? '', 'data-fact': name, onchange: (event) => { const given = event.target.value; change(name, given === '' ? (name === 'emotion' ? 0 : null) : money ? {value: Number(given).toFixed(2), currency: value?.currency ?? 'CNY'} : Math.round(Number(given))); }});
  };
  const focused = frame.what.querySelector(':focus')?.dataset.fact;
  put(frame.what, h('h2', {}, t('what_if')), h('p', {class: 'as-note'}, whatIf.caseId ? t('what_if_case', {id: whatIf.caseId}) : t('what_if_intro')),
    h('div', {class: 'as-form'}, Object.entries(FORM).map(([name, kind]) => h('label', {}, h('span', {}, t('factor_' + name)), field(name, kind)))),
    h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-link', onclick: () => { whatIf.caseId = null; whatIf.facts = {}; loadWhatIf(); }}, t('what_if_reset'))),
    h('div', {class: 'as-verdict', 'aria-live': 'polite'}, decisionLine({...answer, lane: '', strategy: null, cautions: []}), ...answer.reasons.map((reason) => reasonCard(reason))),
    group(t('tried'), h('ul', {class: 'as-tried'}, answer.tried.slice(0, 40).map((row) => h('li', {'data-applied': row.applied}, h('span', {}, (row.applied ? '✓ ' : '') + translated(row.title)), row.failed_on ? h('small', {}, t('failed_on', {what: conditionText(row.failed_on)})) : null)))));
  if (focused) frame.what.querySelector(`[data-fact=${focused}]`)?.focus();
}
async function drawProposals(body) {
  put(body, h('p', {class: 'as-note'}, t('loading')));
  try {
    const answer = await call('proposals');
    const lead = leading();
    put(body, h('p', {class: 'as-note'}, t('proposals_intro', {known: answer.known ?? 0})), ...answer.items.map((one) => {
      const text = h('textarea', {class: 'as-code', rows: Math.min(14, one.yaml.split('\n').length), 'aria-label': one.title, spellcheck: 'false'});
      text.value = one.yaml;
      return h('details', {class: 'as-rule'}, h('summary', {}, h('b', {}, one.title), h('span', {class: 'as-badge'}, named('outcome', one.outcome)), h('small', {}, trail(one))), one.note ? h('p', {class: 'as-missing'}, one.note) : null, text,
        lead ? h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-plain', 'data-accept': '', onclick: async (event) => { try { await call('accept', {yaml: text.value}); event.target.disabled = true; say(t('accepted'), 'good', {name: t('page_knowledge'), run: () => go('knowledge')}); } catch (error) { sayError(error); } }}, t('accept'))) : null);
    }));
    if (!answer.items.length) body.append(h('p', {class: 'as-empty'}, t('no_proposals')));
  } catch (error) { sayError(error); }
}
