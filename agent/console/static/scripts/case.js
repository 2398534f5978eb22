// ---- one case: what was said, who works on it ---------------------------------------------------------------------------
function draw() {
  if (!frame.thread) return;
  const opened = state.opened;
  if (!opened && state.selected) return;
  delete frame.work.dataset.loading;
  if (!opened) {
    put(frame.thread, h('p', {class: 'as-empty'}, t('nothing_open')));
    put(frame.work); put(frame.side);
    return;
  }
  frame.banner = h('div', {class: 'as-banner', hidden: true});
  put(frame.thread, caseHead(opened), frame.banner, ...(opened.review ? reviewCards(opened) : [h('span', {class: 'as-gap'})]), ...opened.messages.map(bubble));
  frame.thread.scrollTop = frame.thread.scrollHeight;
  drawBanner();
  drawWork(opened);
  drawSide(opened);
}
function caseHead(opened) {
  return h('div', {class: 'as-case-head'}, h('h2', {}, platform(opened.platform) + ' · ' + t('case_kind_' + opened.kind)), opened.buyer ? h('span', {class: 'as-id'}, opened.buyer) : null, h('span', {class: 'as-id'}, opened.id),
    h('span', {class: 'as-gap'}), opened.reply_by ? h('span', {class: 'as-due'}, t('reply_by'), ' ', timer(opened.reply_by)) : null,
    opened.quota_left != null ? h('span', {class: opened.quota_left ? 'as-due' : 'as-risk'}, t('quota_left', {n: opened.quota_left})) : null, ...opened.deadlines.slice(0, 2).map((row) => h('span', {class: 'as-due', title: sourced(row.source)[0]}, t('deadline_' + row.kind), ' ', timer(row.due))));
}
function bubble(message) {
  const text = message.role === 'claim' ? named('claim', message.claim) + (message.text ? t('colon') + message.text : '') : message.text;
  return h('div', {class: 'as-bubble', 'data-role': message.role}, h('span', {class: 'as-who'}, t('role_' + message.role), message.at ? h('time', {}, message.at) : null),
    text ? h('p', {}, text) : null, message.attachments.map((item) => h('span', {class: 'as-attachment'}, named('need', item.kind) + (item.note ? t('colon') + item.note : ''))));
}
function drawBanner() {
  const opened = state.opened, banner = frame.banner;
  if (!banner) return;
  const other = opened.locked_by && opened.locked_by !== state.you.name;
  const last = opened.state === 'waiting' ? null : t('state_' + opened.state) + ' ' + t('changed_by', {by: named('actor', opened.changed.by), at: opened.changed.at});
  const lines = [other ? t('locked_by', {by: opened.locked_by}) : null, opened.locked_by === state.you.name && opened.locked_by ? t('locked_by_you') : null,
    opened.snoozed ? t('snoozed_until', {at: new Date(opened.snoozed).toLocaleString(state.lang)}) : null, last, opened.by_hand ? t('by_hand_line') : null,
    opened.refused ? t('above_you') : null].filter(Boolean);
  put(banner, ...lines.map((line) => h('span', {}, line)));
  banner.hidden = !lines.length;
  banner.dataset.kind = other || opened.refused || opened.by_hand ? 'warn' : 'calm';
}

// What became of a case since the page last saw it: the buyer's new words, another draft, somebody's decision.
function whatChanged(before, after) {
  if (!before || !after) return;
  const news = after.messages.slice(before.messages.length);
  const lines = after.audit.slice(before.audit.length).map(auditLine);
  dialog(t('stale_title'), h('p', {}, t('stale_text', {by: named('actor', after.changed.by), at: after.changed.at})),
    after.state === 'voided' && after.state_note ? h('p', {class: 'as-missing'}, t('stale_voided', {why: after.state_note})) : null,
    lines.length ? h('ul', {class: 'as-audit'}, lines) : null,
    news.length ? h('section', {}, h('h3', {}, t('stale_news')), news.map(bubble)) : null,
    before.text && after.text && before.text !== after.text ? h('section', {}, h('h3', {}, t('stale_draft')), h('p', {class: 'as-diff'}, diffNodes(before.text, after.text))) : null,
    h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-primary', 'data-stale': '', onclick: async (event) => {
      event.target.closest('dialog').close();
      state.selected = after.id;
      cache.delete(after.id);
      await refresh();
      highlight(after.id);
      await openCase(after.id);
      if (after.state === 'voided' && state.opened?.id === after.id) perform('regenerate', {style: 'auto'});
    }}, t(after.state === 'voided' ? 'stale_redraft' : 'stale_open')), h('button', {type: 'button', class: 'as-plain', onclick: (event) => event.target.closest('dialog').close()}, t('close'), h('kbd', {}, 'Esc'))));
}
