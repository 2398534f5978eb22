// ---- knowledge: files in, what was read, clauses, releases side by side, a question tried, gaps ---------------------------
const shelf = {tab: 'files', release: null, releases: [], active: null, path: '', words: ''};
PAGES.knowledge = () => {
  frame.shelf = h('section', {class: 'as-card as-wide-card'});
  frame.releases = h('section', {class: 'as-card'});
  frame.drop = h('section', {class: 'as-card'});
  loadShelf();
  return h('div', {class: 'as-page as-side-main'}, h('div', {class: 'as-column'}, frame.drop, frame.releases), h('div', {class: 'as-column'}, frame.shelf));
};
async function loadShelf() {
  try { Object.assign(shelf, await call('shelf', {release: shelf.release, uploads: true})); } catch (error) { sayError(error); return; }
  drawDrop(); drawReleases(); drawShelf();
}
function drawDrop() {
  const lead = leading();
  const files = h('input', {type: 'file', multiple: true, class: 'as-off', tabindex: '-1', 'aria-label': t('upload_files'), onchange: () => upload([...files.files].map((file) => [file.name, file]))});
  const folder = h('input', {type: 'file', webkitdirectory: true, class: 'as-off', tabindex: '-1', 'aria-label': t('upload_folder'), onchange: () => upload([...folder.files].map((file) => [file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file]))});
  frame.progress = h('div', {class: 'as-progress', 'aria-live': 'polite'});
  const zone = h('div', {class: 'as-drop', 'data-drop': '', ondragover: (event) => { event.preventDefault(); zone.dataset.over = 'true'; }, ondragleave: () => { zone.dataset.over = 'false'; },
    ondrop: async (event) => { event.preventDefault(); zone.dataset.over = 'false'; upload(await dropped(event.dataTransfer)); }}, h('p', {}, t('drop_here')), h('p', {class: 'as-note'}, t('drop_kinds')),
    h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-plain', onclick: () => folder.click()}, t('upload_folder')), h('button', {type: 'button', class: 'as-plain', onclick: () => files.click()}, t('upload_files'))), files, folder);
  put(frame.drop, h('h2', {}, t('upload')), lead ? zone : h('p', {class: 'as-note'}, t('needs_lead')), frame.progress,
    shelf.uploads?.length && lead ? h('div', {class: 'as-stack'}, h('details', {'data-uploads': ''}, h('summary', {class: 'as-note'}, t('uploaded', {n: shelf.uploads.length})), h('ul', {class: 'as-uploads'}, shelf.uploads.map((path) => h('li', {}, h('span', {}, path),
        h('button', {type: 'button', class: 'as-link', 'data-remove': path, 'aria-label': t('remove') + ' ' + path, onclick: () => takeOut(path)}, t('remove')))))),
      shelf.withdrawn?.length ? h('details', {class: 'as-warn'}, h('summary', {}, t('would_withdraw', {n: shelf.withdrawn.length})), h('ul', {}, shelf.withdrawn.slice(0, 100).map((path) => h('li', {}, path)))) : null,
      h('button', {type: 'button', class: 'as-primary', 'data-ingest': '', onclick: readFolder}, t('read_folder'))) : null);
}
// Files of a drop, with those inside dropped folders; a single folder's own name is not part of the paths.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  const walk = async (entry, prefix) => {
    if (entry.isFile) { found.push([prefix + entry.name, await new Promise((ok, no) => entry.file(ok, no))]); return; }
    const reader = entry.createReader();
    for (;;) {
      const part = await new Promise((ok, no) => reader.readEntries(ok, no));
      if (!part.length) break;
      for (const child of part) await walk(child, prefix + entry.name + '/');
    }
  };
  for (const entry of entries) await walk(entry, '');
  if (!entries.length) found.push(...[...transfer.files].map((file) => [file.name, file]));
  return entries.length === 1 && entries[0].isDirectory ? found.map(([path, file]) => [path.slice(entries[0].name.length + 1), file]) : found;
}
const inBase64 = (file) => new Promise((ok, no) => { const reader = new FileReader(); reader.onload = () => ok(reader.result.slice(reader.result.indexOf(',') + 1)); reader.onerror = no; reader.readAsDataURL(file); });
async function upload(files) {
  const failed = [];
  let done = 0;
  for (const [path, file] of files) {
    drawProgress(t('uploading', {path}), done, files.length);
    try {
      if (file.size > 30 * 1024 * 1024) throw new Error(t('too_large'));
      await call('upload_file', {path, content: await inBase64(file)});
    } catch (error) { failed.push(path + t('colon') + error.message); }
    done += 1;
  }
  await loadShelf();
  say(t('upload_done', {n: done - failed.length}) + (failed.length ? '  ' + failed.slice(0, 3).join('; ') : ''), failed.length ? 'error' : 'good');
}
function drawProgress(text, done, total) {
  put(frame.progress, h('span', {}, text), h('progress', {max: total || 1, value: done, 'aria-label': text}), h('small', {}, done + ' / ' + total));
}
async function readFolder() {
  try { await call('ingest'); } catch (error) { sayError(error); return; }
  for (;;) {
    await new Promise((go) => setTimeout(go, 400));
    let job;
    try { job = (await call('progress')).job; } catch (error) { sayError(error); return; }
    if (!frame.progress.isConnected) return;
    if (job.state === 'running') { drawProgress(t('stage_' + job.stage), job.done, job.total); continue; }
    if (job.state === 'failed') { say(job.error, 'error'); put(frame.progress); return; }
    shelf.release = job.release;
    await loadShelf();
    const bad = job.files.filter((file) => file.status === 'failed' || file.status === 'skipped');
    say(t('read_done', {clauses: job.clauses, files: job.files.length - bad.length}) + (bad.length ? '  ' + t('read_bad', {n: bad.length}) : ''), bad.length ? 'error' : 'good');
    if (shelf.active && job.release !== shelf.active) { shelf.tab = 'diff'; drawShelf(); }
    return;
  }
}
function drawReleases() {
  const lead = leading();
  put(frame.releases, h('h2', {}, t('releases')), h('ol', {class: 'as-releases'}, shelf.releases.map((one) => h('li', {'aria-current': one.id === shelf.release},
    h('button', {type: 'button', class: 'as-link', onclick: () => { shelf.release = one.id; loadShelf(); }}, releaseName(one.id)), h('span', {class: 'as-badge', 'data-state': one.state}, t('release_' + one.state)),
    h('small', {}, one.at + ' · ' + t('release_size', {files: one.files, clauses: one.clauses}) + (one.failed ? ' · ' + t('read_bad', {n: one.failed}) : '')),
    lead && one.id !== shelf.active && one.id === shelf.release ? h('button', {type: 'button', class: 'as-plain', 'data-activate': one.id, onclick: () => activate(one.id)}, t('activate')) : null))),
    lead && shelf.releases.some((one) => one.state === 'superseded') ? h('button', {type: 'button', class: 'as-link', 'data-rollback': '', onclick: rollback}, t('rollback')) : null,
    shelf.releases.length ? null : h('p', {class: 'as-note'}, t('no_release')));
}
function sure(title, text, done) {
  const box = dialog(title, h('p', {}, text), h('div', {class: 'as-bar'}, h('button', {type: 'button', class: 'as-primary', 'data-sure': '', onclick: () => { box.close(); done(); }}, t('ok')),
    h('button', {type: 'button', class: 'as-plain', onclick: () => box.close()}, t('cancel'))));
}
const takeOut = (path) => sure(t('remove'), t('remove_sure', {path}), async () => {
  try { await call('upload_remove', {path}); say(t('removed', {path}), 'good'); } catch (error) { sayError(error); }
  loadShelf();
});
const activate = (id) => sure(t('activate'), t('activate_sure', {id: releaseName(id)}), async () => {
  say(t('gate_running'));
  try { const answer = await call('activate', {release: id}); say(t('activated') + (answer.note ? '  ' + answer.note : ''), 'good'); cache.clear(); } catch (error) { dialog(t('gate_refused'), h('p', {}, error.message)); }
  loadShelf();
});
const rollback = () => sure(t('rollback'), t('rollback_sure'), async () => {
  try { const answer = await call('rollback'); shelf.release = answer.release; say(t('rolled_back', {id: releaseName(answer.release)}), 'good'); cache.clear(); } catch (error) { sayError(error); }
  loadShelf();
});
// "r0003-9b1c…" is a name for machines; people count.
const releaseName = (id) => { const number = /^r(\d+)-/.exec(id)?.[1]; return number ? t('release_name', {n: Number(number)}) : id; };
function readNote(file) {
  const note = file.reason.startsWith(file.path + ': ') ? file.reason.slice(file.path.length + 2) : file.reason;
  return note.replace(/sheet ['"]([^;]+)['"] is hidden and left out; show it to have it read/g, (whole, sheet) => t('note_hidden_sheet', {sheet}));
}
const SHELVES = ['files', 'clauses', 'diff', 'try', 'gaps'];
function drawShelf() {
  const body = h('div', {class: 'as-tab-body'});
  put(frame.shelf, h('div', {class: 'as-subtabs', role: 'tablist'}, SHELVES.map((name) => h('button', {type: 'button', role: 'tab', 'data-tab': name, 'aria-selected': shelf.tab === name, onclick: () => { shelf.tab = name; drawShelf(); }}, t('shelf_' + name)))), body);
  SHELF[shelf.tab](body);
}
const clauseCard = (clause) => h('article', {class: 'as-clause', 'data-when': clause.when}, h('div', {class: 'as-cite'}, h('cite', {}, trail(clause))), validity(clause), h('p', {}, clause.text), clause.products.length ? h('small', {}, t('belongs_to', {what: clause.products.join(t('comma'))})) : null);
const SHELF = {
  files(body) {
    const order = {failed: 0, skipped: 1, read: 2, unchanged: 3};
    const rows = [...shelf.files].sort((a, b) => order[a.status] - order[b.status] || a.path.localeCompare(b.path));
    put(body, rows.length ? h('table', {class: 'as-table'}, h('thead', {}, h('tr', {}, ['file', 'file_status', 'file_clauses'].map((name) => h('th', {scope: 'col'}, t(name))))), h('tbody', {}, rows.map((file) => h('tr', {'data-status': file.status},
      h('td', {}, h('button', {type: 'button', class: 'as-link', onclick: () => { shelf.tab = 'clauses'; shelf.path = file.path; drawShelf(); }}, file.path), file.reason ? h('small', {}, readNote(file)) : null), h('td', {}, t('file_' + file.status)), h('td', {class: 'as-number'}, file.clauses))))) : h('p', {class: 'as-empty'}, t('no_release')));
  },
  clauses(body) {
    const list = h('div', {class: 'as-clauses'});
    const field = h('input', {class: 'as-search', type: 'search', 'aria-label': t('clause_search'), placeholder: t('clause_search'), oninput: (event) => { if (!event.isComposing) { shelf.words = field.value; fill(0); } }, oncompositionend: () => { shelf.words = field.value; fill(0); }});
    field.value = shelf.words;
    const path = h('select', {class: 'as-select', 'aria-label': t('file'), onchange: () => { shelf.path = path.value; fill(0); }}, [['', t('all_files')], ...shelf.files.filter((file) => file.clauses).map((file) => [file.path, file.path])].map(([value, text]) => h('option', {value, selected: value === shelf.path}, text)));
    let turn = 0;
    const fill = async (start) => {
      const mine = ++turn;
      try {
        const answer = await call('clauses', {release: shelf.release, path: shelf.path || null, words: shelf.words, start});
        if (mine !== turn) return;
        if (!start) put(list, h('p', {class: 'as-note'}, t('clauses_found', {n: answer.total})));
        list.querySelector('[data-more]')?.remove();
        list.append(...answer.items.map(clauseCard));
        if (start + answer.items.length < answer.total) list.append(h('button', {type: 'button', class: 'as-plain', 'data-more': '', onclick: () => fill(start + answer.items.length)}, t('more')));
      } catch (error) { sayError(error); }
    };
    put(body, h('div', {class: 'as-bar'}, field, path), list);
    if (shelf.releases.length) fill(0);
  },
  async diff(body) {
    const choose = (value, change) => h('select', {class: 'as-select', 'aria-label': t('releases'), onchange: (event) => change(event.target.value)}, shelf.releases.map((one) => h('option', {value: one.id, selected: one.id === value}, releaseName(one.id) + ' · ' + t('release_' + one.state))));
    if (shelf.releases.length < 2) { put(body, h('p', {class: 'as-empty'}, t('diff_needs_two'))); return; }
    const ids = shelf.releases.map((one) => one.id);
    let to = shelf.release ?? ids[0];
    let from = shelf.active && shelf.active !== to ? shelf.active : ids[Math.min(ids.indexOf(to) + 1, ids.length - 1)];
    if (from === to) from = ids.find((id) => id !== to);
    const result = h('div', {class: 'as-diffs'});
    const side = (clause, parts) => h('article', {class: 'as-clause'}, h('cite', {}, trail(clause)), h('p', {}, parts ?? clause.text));
    const fill = async () => {
      try {
        const answer = await call('release_diff', {from, to});
        const pieces = (before, after, keep) => difference(before, after).filter(([kind]) => kind === 'same' || kind === keep).map(([kind, piece]) => (kind === 'same' ? piece : h(kind === 'new' ? 'ins' : 'del', {}, piece)));
        const part = (name, rows) => (answer.counts[name] ? group(t('diff_' + name, {n: answer.counts[name]}), ...rows) : '');
        put(result, h('p', {class: 'as-note'}, t('diff_summary', answer.counts)),
          part('changed', answer.changed.map(([a, b]) => h('div', {class: 'as-pair'}, side(a, pieces(a.text, b.text, 'old')), side(b, pieces(a.text, b.text, 'new'))))),
          part('added', answer.added.map((one) => h('div', {class: 'as-pair'}, h('span', {class: 'as-none'}, '—'), side(one, h('ins', {}, one.text))))),
          part('withdrawn', answer.withdrawn.map((one) => h('div', {class: 'as-pair'}, side(one, h('del', {}, one.text)), h('span', {class: 'as-none'}, '—')))));
      } catch (error) { sayError(error); }
    };
    put(body, h('div', {class: 'as-bar'}, choose(from, (id) => { from = id; fill(); }), '→', choose(to, (id) => { to = id; fill(); })), result);
    fill();
  },
  try(body) {
    const field = h('input', {class: 'as-search', type: 'search', 'aria-label': t('try_question'), placeholder: t('try_question'), maxlength: '400', 'data-try': ''});
    const list = h('div', {class: 'as-clauses', 'aria-live': 'polite'});
    const run = async () => {
      try {
        const answer = await call('ask_knowledge', {question: field.value, release: shelf.release});
        put(list, h('p', {class: answer.answerable ? 'as-good' : 'as-bad'}, t(answer.answerable ? 'answerable_yes' : 'answerable_no', {n: Math.round(answer.confidence * 100)})), ...answer.items.map(clauseCard));
      } catch (error) { sayError(error); }
    };
    field.addEventListener('keydown', (event) => { if (!composing(event) && event.key === 'Enter') run(); });
    put(body, h('div', {class: 'as-bar'}, field, h('button', {type: 'button', class: 'as-primary', onclick: run}, t('try'))), list);
  },
  async gaps(body) {
    put(body, h('p', {class: 'as-note'}, t('loading')));
    const lead = leading();
    const item = (one) => {
      const field = h('textarea', {rows: '2', 'aria-label': t('gap_answer'), placeholder: t('gap_answer'), maxlength: '1500', 'data-gap': one.id});
      field.value = one.answer;
      const keep = async () => {
        try { await call('gap_answer', {question: one.question, answer: field.value, product: one.product}); say(t('gap_kept'), 'good'); loadShelf(); } catch (error) { sayError(error); }
      };
      return h('li', {}, h('q', {}, one.question), h('small', {}, [t('gap_asked', {n: one.asked}), one.product, one.by ? t('gap_by', {by: named('actor', one.by)}) : null].filter(Boolean).join(' · ')),
        lead ? h('div', {class: 'as-stack'}, field, h('button', {type: 'button', class: 'as-plain', 'data-gap-keep': one.id, onclick: keep}, t('gap_keep'))) : null);
    };
    try {
      const {items} = await call('gaps');
      put(body, h('p', {class: 'as-note'}, t('gaps_intro')), items.length ? h('ul', {class: 'as-gaps'}, items.map(item)) : h('p', {class: 'as-empty'}, t('no_gaps')));
    } catch (error) { sayError(error); }
  },
};
