// ---- day one: paste a chat and an order, get a checked draft, copy it back. Nothing is stored, nothing is sent. -----------
PAGES.paste = () => {
  const area = (name, rows) => h('textarea', {rows, 'aria-label': t(name), placeholder: t(name + '_hint'), spellcheck: 'false', 'data-paste': name, maxlength: '15000'});
  const chat = area('paste_chat', 7), order = area('paste_order', 4);
  const where = h('select', {class: 'as-select', 'aria-label': t('platform')}, ['taobao', 'tmall', 'jd', 'aliexpress', 'other'].map((name) => h('option', {value: name}, platform(name))));
  const result = h('section', {class: 'as-card as-result', 'aria-live': 'polite', 'aria-label': t('draft')}, h('p', {class: 'as-empty'}, t('paste_empty')));
  const button = h('button', {type: 'button', class: 'as-primary', 'data-draft': ''}, t('paste_draft'), h('kbd', {}, 'Ctrl+Enter'));
  const run = async () => {
    if (button.disabled) return;
    button.disabled = true;
    try {
      drawPasted(result, await call('paste_draft', {chat: chat.value, order: order.value, platform: where.value}));
      // On a phone the answer stands below the form.
      if (result.getBoundingClientRect().bottom > innerHeight) result.scrollIntoView({block: 'start'});
    }
    catch (error) { sayError(error); }
    button.disabled = false;
  };
  button.addEventListener('click', run);
  for (const box of [chat, order]) box.addEventListener('keydown', (event) => { if (!composing(event) && (event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); run(); } });
  const holding = h('section', {class: 'as-card', 'aria-label': t('holding'), 'data-holding-box': ''});
  drawHolding(holding);
  return h('div', {class: 'as-page as-two'}, h('div', {class: 'as-column'}, h('section', {class: 'as-card'}, h('h2', {}, t('page_paste')), h('p', {class: 'as-note'}, t('paste_intro')),
    h('label', {class: 'as-stack'}, h('span', {}, t('paste_chat')), chat), h('label', {class: 'as-stack'}, h('span', {}, t('paste_order')), order), h('div', {class: 'as-bar'}, where, button)), holding), h('div', {class: 'as-column'}, result));
};
function drawPasted(box, answer) {
  const editor = h('textarea', {class: 'as-plain-editor', rows: '3', 'aria-label': t('draft'), spellcheck: 'false'});
  editor.value = answer.text ?? t('nothing_to_publish');
  put(box, h('h2', {}, t('draft')), decisionLine({...answer, lane: '', cautions: []}), editor,
    h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-primary', 'data-copy-back': '', disabled: answer.blocked || answer.text === null, onclick: async () => { await copyText(editor.value); say(t('copied'), 'good'); }}, t('paste_copy'))),
    answer.findings.length ? h('ul', {class: 'as-findings'}, findingItems(editor.value, answer.findings)) : h('p', {class: 'as-good'}, t('no_findings')),
    group(t('why'), answer.reasons.length ? reasonCards(answer.reasons) : h('p', {class: 'as-note'}, t(answer.answerable ? 'no_reasons' : 'no_answer_in_shop'))),
    group(t('paste_read'), ...answer.messages.map(bubble), answer.order.length ? pairs(answer.order) : h('p', {class: 'as-note'}, t('no_order'))));
}
// The settings of a new holding text: how it is sent, and for one sent by itself after how long, in which language, and to whom.
function holdingChoices() {
  const choose = (name, options) => h('select', {class: 'as-select', 'aria-label': t(name), 'data-choice': name}, options.map(([value, text]) => h('option', {value}, text)));
  const when = choose('holding_when', ['by_hand', 'unanswered', 'away'].map((name) => [name, t('holding_' + name)]));
  const wait = choose('holding_wait', [20, 10, 15, 30, 60, 180].map((n) => [n, t('holding_seconds', {n})]));
  const language = choose('language', LANGS.map((name) => [name, WORDS[name].language_name]));
  const danger = h('input', {type: 'checkbox', 'data-danger': ''});
  const more = h('div', {class: 'as-bar', hidden: true}, wait, language, h('label', {class: 'as-check'}, danger, h('span', {}, t('holding_danger'))));
  language.value = state.lang;
  when.addEventListener('change', () => { more.hidden = when.value === 'by_hand'; });
  return {nodes: [when, more], values: () => ({when: when.value, seconds: Number(wait.value), language: language.value, danger: danger.checked})};
}
function holdingNote(one) {
  const sent = one.when === 'by_hand' ? t('holding_by_hand') : t('holding_sent', {when: t('holding_' + one.when), seconds: t('holding_seconds', {n: one.seconds}), language: WORDS[one.language].language_name});
  return [t('holding_by', {by: named('actor', one.by), at: one.at}), sent, one.when !== 'by_hand' && one.danger ? t('holding_danger') : null].filter(Boolean).join(' · ');
}
async function drawHolding(box) {
  const lead = leading();
  const field = h('textarea', {rows: '2', 'aria-label': t('holding_new'), placeholder: t('holding_new'), maxlength: '300', 'data-holding': ''});
  const choices = holdingChoices();
  const list = h('ul', {class: 'as-holding'});
  const fill = (answer) => put(list, ...(answer.items.length ? answer.items.map((one) => h('li', {}, h('p', {}, one.text), h('small', {}, holdingNote(one)), h('span', {class: 'as-bar'},
    h('button', {type: 'button', class: 'as-link', onclick: async () => { await copyText(one.text); say(t('copied'), 'good'); }}, t('act_copy')),
    lead ? h('button', {type: 'button', class: 'as-link', onclick: () => change('holding_remove', {id: one.id})}, t('remove')) : null))) : [h('li', {class: 'as-note'}, t('holding_none'))]));
  const change = async (name, args) => { try { fill(await call(name, args)); field.value = ''; } catch (error) { sayError(error); } };
  put(box, h('h2', {}, t('holding')), h('p', {class: 'as-note'}, t('holding_intro')), list,
    lead ? h('div', {class: 'as-stack'}, field, ...choices.nodes, h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-plain', 'data-holding-add': '', onclick: () => change('holding_add', {text: field.value, ...choices.values()})}, t('holding_add')))) : null);
  await change('holding', {});
}
