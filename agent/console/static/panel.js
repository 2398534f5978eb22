// The panel in 千牛. Everything from a buyer, a model or the client is set as text. It knows no call that sends: what it can do
// is put a text that the desk handed over into the input box, or copy it.
const WORDS = {
  'zh-Hans': {
    console: '审核台', title: '售后台', search: '按订单号或内容找', find: '找', empty: '这里没有待回的草稿。', ask_open: '贴上买家的话，出草稿', ask_text: '买家说了什么',
    ask_order: '订单号（选填）', ask: '出草稿', inside: '已连上千牛', outside: '没连上千牛：按钮会复制文字', insert: '填入输入框', again: '再填一次',
    approve_insert: '批准并填入', copy: '复制', approve_copy: '批准并复制', inserted: '已填进输入框，看一眼再按回车发送。', copied: '已复制，贴到聊天框里再发送。',
    by_hand: '没能复制，请选中文字自己复制。', blocked: '这条草稿里有不能说的话，请到审核台修改。', waiting: '待审核', approved: '已批准', to_send: '已批准，等您发送', taken: '已填入', order: '订单尾号 {n}',
    working: '正在写…', failed: '没有成功：{why}', WrongChat: '现在聊的不是这位买家，切到他的聊天再填。', VersionConflict: '草稿刚刚变了，看过新的再批准。',
    NotApproved: '这条还不能用：{why}', no_answer: '连不上售后台，稍后再试。', text: '回复内容', none: '没有草稿', confirm: '再看一眼：{why}。确认无误就再点一次。', sure: '确认，{act}', money: '金额较大', danger: '涉及人身安全', law: '涉及法律或曝光', caution_order: '订单是按买家报的单号查到的，没核对是不是本人的',
  },
  'zh-Hant': {
    console: '審核台', title: '售後台', search: '依訂單編號或內容尋找', find: '尋找', empty: '目前沒有待回覆的草稿。', ask_open: '貼上買家的訊息，產生草稿', ask_text: '買家說了什麼',
    ask_order: '訂單編號（選填）', ask: '產生草稿', inside: '已連上千牛', outside: '尚未連上千牛：按鈕會複製文字', insert: '填入輸入框', again: '再填一次',
    approve_insert: '核准並填入', copy: '複製', approve_copy: '核准並複製', inserted: '已填入輸入框，看過再按 Enter 送出。', copied: '已複製，貼到聊天室再送出。',
    by_hand: '無法複製，請選取文字自行複製。', blocked: '這則草稿有不能說的話，請到審核台修改。', waiting: '待審核', approved: '已核准', to_send: '已核准，等你送出', taken: '已填入', order: '訂單末碼 {n}',
    working: '撰寫中…', failed: '沒有成功：{why}', WrongChat: '目前聊天的不是這位買家，切換到他的聊天室再填。', VersionConflict: '草稿剛剛更新了，看過新的再核准。',
    NotApproved: '這則還不能使用：{why}', no_answer: '連不上售後台，請稍後再試。', text: '回覆內容', none: '沒有草稿', confirm: '請再看一眼：{why}。確認無誤就再按一次。', sure: '確認，{act}', money: '金額較大', danger: '涉及人身安全', law: '涉及法律或曝光', caution_order: '訂單是依買家提供的編號查到的，尚未核對是否為本人的',
  },
  en: {
    console: 'Console', title: 'Aftersales Desk', search: 'Find by order number or words', find: 'Find', empty: 'No draft is waiting here.', ask_open: 'Paste what the buyer wrote', ask_text: 'What the buyer wrote',
    ask_order: 'Order number (optional)', ask: 'Draft an answer', inside: 'Connected to Qianniu', outside: 'Not inside Qianniu: the button copies', insert: 'Put into the input box', again: 'Put in again',
    approve_insert: 'Approve and put in', copy: 'Copy', approve_copy: 'Approve and copy', inserted: 'It is in the input box: read it, then press Enter to send.', copied: 'Copied: paste it into the chat and send.',
    by_hand: 'Copying failed; select the text and copy it.', blocked: 'This draft says something it may not; edit it in the console.', waiting: 'Waiting', approved: 'Approved', to_send: 'Approved, for you to send', taken: 'Put in', order: 'Order …{n}',
    working: 'Writing…', failed: 'It did not work: {why}', WrongChat: 'This chat is with another buyer; switch to the right one first.', VersionConflict: 'The draft has just changed; read the new one first.',
    NotApproved: 'This can’t be used yet: {why}', no_answer: 'The desk does not answer; try again in a moment.', text: 'Reply', none: 'No draft', confirm: 'Look again: {why}. If it is right, press once more.', sure: 'Yes, {act}', money: 'a large amount', danger: 'somebody’s safety', law: 'law or publicity', caution_order: 'the order was found by the number the buyer gave, nobody checked whose it is',
  },
};
const settings = JSON.parse(document.body.dataset.settings);
const query = new URLSearchParams(location.search);
const shop = settings.shops.includes(query.get('shop')) ? query.get('shop') : settings.shop;
const $ = (id) => document.getElementById(id);
const lang = language();
const t = (key, values = {}) => (WORDS[lang][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
let contact = null;

function language() {
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem('aftersales-preferences') || '{}'); } catch { kept = {}; }
  const asked = query.get('lang') || kept.lang || navigator.language || '';
  return WORDS[asked] ? asked : /^zh-(tw|hk|mo|hant)/i.test(asked) ? 'zh-Hant' : /^zh/i.test(asked) ? 'zh-Hans' : 'en';
}

// ---- the client's bridge: the mini-program's, the newer and the older of the H5 plugin's. None of them sends. --------------
const within = (promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error('bridge')), 3000))]);
function bridge() {
  const mini = window.my?.qn, app = window.QN?.app, older = window.QN?.application;
  if (typeof mini?.imInsertText2Inputbox === 'function') return (name, values) => within(new Promise((done, fail) => mini['im' + name[0].toUpperCase() + name.slice(1)]({...values, success: done, fail})));
  if (typeof app?.invoke === 'function') return (name, values) => within(Promise.resolve(app.invoke({api: name, query: values})));
  if (typeof older?.invoke === 'function') return (name, values) => within(new Promise((done, fail) => older.invoke({cmd: name, param: values, success: done, error: fail})));
  return null;
}
async function active() {
  const invoke = bridge();
  if (!invoke) return null;
  try {
    const answer = await invoke('getActiveUser', {});
    const user = answer?.user ?? answer?.data ?? answer ?? {};
    const id = user.securityUID || user.openUid || user.uid || user.userNick || user.nick;
    return id ? {id: String(id), uid: String(user.userNick || user.uid || user.nick || ''), securityUID: user.securityUID, bizDomain: user.bizDomain} : null;
  } catch { return null; }
}
function listen() {
  const look = () => { refresh(); };
  if (typeof window.my?.qn?.onImActiveContactChanged === 'function') window.my.qn.onImActiveContactChanged(look);
  else if (typeof window.QN?.event?.regEvent === 'function') window.QN.event.regEvent({eventId: 'wangwang.active_contact_changed', notify: look, success() {}, error() {}});
}
async function insert(text, to) {
  const invoke = bridge();
  if (invoke && to) {
    try {
      await invoke('insertText2Inputbox', {uid: to.uid, securityUID: to.securityUID, bizDomain: to.bizDomain, text, type: 0});
      return say(t('inserted'));
    } catch { /* then it is copied */ }
  }
  return say(await copied(text) ? t('copied') : t('by_hand'));
}
async function copied(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch {
    const area = node('textarea', {readonly: ''});
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

// ---- the desk -------------------------------------------------------------------------------------------------------------
class Refused extends Error { constructor(text, answer = {}) { super(text); this.answer = answer; } }
async function call(name, values = {}) {
  let answer;
  try {
    const got = await fetch('/panel/call/' + name, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({shop, ...values})});
    answer = got.ok ? await got.json() : null;
  } catch { answer = null; }
  if (answer?.code === 'signed_out') location.assign('/login?next=' + encodeURIComponent('/panel' + location.search));
  if (!answer) throw new Refused(t('no_answer'));
  if (answer.code === 'confirm') throw new Refused(t('confirm', {why: answer.cautions.map((word) => t(word === 'order' ? 'caution_order' : word)).join('；')}), answer);
  if (answer.error) throw new Refused(answer.code in WORDS[lang] ? t(answer.code, {why: answer.error}) : t('failed', {why: answer.error}));
  return answer;
}
async function refresh() {
  contact = await active();
  $('bridge').textContent = bridge() ? t('inside') : t('outside');
  try {
    const search = $('search').value.trim();
    const answer = await call('panel_cases', {search, contact: search ? null : contact?.id});
    draw(answer.rows);
  } catch (error) { say(error.message, 'error'); }
}
async function use(row, button, text) {
  button.disabled = true;
  const to = await active();
  try {
    const name = row.state === 'waiting' ? 'panel_approve' : 'panel_take';
    const edited = name === 'panel_approve' && text !== row.text ? {text} : {};
    const confirmed = button.dataset.sure === 'true';
    const answer = await call(name, {case_id: row.id, version: row.version, contact: to?.id, confirmed, ...edited});
    await insert(answer.text, to);
    put(answer.row);
  } catch (error) {
    say(error.message, 'error');
    if (error.answer?.code === 'confirm') {
      button.dataset.sure = 'true';
      button.textContent = t('sure', {act: button.textContent});
    } else await refresh();
  } finally { button.disabled = false; }
}
async function ask(event) {
  event.preventDefault();
  say(t('working'));
  try {
    const answer = await call('panel_ask', {text: $('words').value, order: $('order').value, contact: contact?.id});
    $('words').value = '';
    say('');
    put(answer.row);
  } catch (error) { say(error.message, 'error'); }
}

// ---- what is shown --------------------------------------------------------------------------------------------------------
function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
function say(text, kind = '') { $('status').textContent = text; $('status').dataset.kind = kind; }
const mark = (row) => [row.version, row.state, row.text, row.said].join('\n');
function draw(rows) {
  const shown = new Map([...$('rows').children].map((one) => [one.dataset.case, one]));
  // A row that did not change stays as it is, with what the person is writing in it.
  $('rows').replaceChildren(...rows.map((row) => (shown.get(row.id)?.dataset.mark === mark(row) ? shown.get(row.id) : article(row))));
  $('empty').hidden = rows.length > 0;
}
function put(row) {
  const old = [...$('rows').children].find((one) => one.dataset.case === row.id);
  if (old) old.replaceWith(article(row)); else $('rows').prepend(article(row));
  $('empty').hidden = true;
}
function article(row) {
  const state = node('span', {class: 'state'});
  state.textContent = t(row.state);
  const order = node('span');
  order.textContent = row.order ? t('order', {n: row.order}) : '';
  const said = node('blockquote');
  said.textContent = row.said;
  const made = node('article', {'data-case': row.id, 'data-mark': mark(row), 'data-state': row.state}, node('div', {}, state, order), said);
  if (row.text === null) return made;
  const editor = node('textarea', {rows: '6', 'aria-label': t('text')});
  editor.value = row.text;
  editor.readOnly = row.state !== 'waiting';
  const acts = node('div', {class: 'acts'});
  const usable = ['waiting', 'approved', 'to_send', 'taken'].includes(row.state) && !row.blocked;
  if (usable) {
    const button = node('button', {type: 'button', class: 'primary', 'data-use': ''});
    button.textContent = t(row.state === 'waiting' ? (bridge() ? 'approve_insert' : 'approve_copy') : row.state === 'taken' ? 'again' : bridge() ? 'insert' : 'copy');
    button.addEventListener('click', () => use(row, button, editor.value));
    acts.append(button);
  } else if (row.blocked) {
    const why = node('p', {class: 'blocked'});
    why.textContent = t('blocked');
    acts.append(why);
  }
  made.append(editor, acts);
  return made;
}

function start() {
  document.documentElement.lang = lang;
  document.title = t('title');
  for (const one of document.querySelectorAll('[data-w]')) one.textContent = t(one.dataset.w);
  for (const one of document.querySelectorAll('[data-p]')) { one.placeholder = t(one.dataset.p); one.setAttribute('aria-label', t(one.dataset.p)); }
  $('find').addEventListener('submit', (event) => { event.preventDefault(); refresh(); });
  $('ask').addEventListener('submit', ask);
  listen();
  refresh();
  setInterval(() => { if (!document.hidden) refresh(); }, 15000);
}
// Inside 千牛 the address carries ?qianniu: only then the client's own script is asked for, which makes the bridge.
if (query.has('qianniu') && !window.QN && !window.my) {
  const sdk = node('script', {src: 'https://g.alicdn.com/sj/qn/jssdk.js'});
  sdk.addEventListener('load', start);
  sdk.addEventListener('error', start);
  document.head.append(sdk);
} else start();
