// ---- insights: what the desk's history says, and the eval reports ------------------------------------------------------------
const insight = {days: 7};
PAGES.insights = () => {
  const figures = h('div', {class: 'as-column'}), reports = h('section', {class: 'as-card as-wide-card'});
  const span = h('select', {class: 'as-select', 'aria-label': t('span'), onchange: () => { insight.days = Number(span.value); loadFigures(figures); }}, [1, 7, 30, 90].map((n) => h('option', {value: n, selected: n === insight.days}, t('last_days', {n}))));
  loadFigures(figures);
  loadReports(reports);
  return h('div', {class: 'as-page as-scroll'}, h('div', {class: 'as-bar as-page-head'}, h('h2', {}, t('page_insights')), h('span', {class: 'as-gap'}), span), figures, reports);
};
const percent = (value) => (value == null ? '—' : Math.round(value * 100) + '%');
const span_ = (seconds) => (seconds == null ? '—' : seconds < 90 ? t('seconds', {n: Math.round(seconds)}) : seconds < 5400 ? t('minutes', {n: Math.round(seconds / 60)}) : t('hours', {n: Math.round(seconds / 3600)}));
const tile = (name, value, note = '', level = '') => h('div', {class: 'as-tile', 'data-level': level}, h('span', {}, t(name)), h('b', {}, value), note ? h('small', {}, note) : null);
async function loadFigures(box) {
  let answer;
  try { answer = await call('figures', {days: insight.days}); } catch (error) { sayError(error); return; }
  const p = answer.period, sent = p.approved_unchanged + p.approved_edited + p.overridden;
  const rows = (mix, kind) => mix.map(([name, value]) => ({name: t(kind + '_' + name), value}));
  put(box, h('div', {class: 'as-tiles'}, tile('fig_cases', p.cases, t('fig_waiting', {n: p.waiting})), tile('fig_first', span_(p.median_seconds), p.slowest_tenth_seconds == null ? '' : t('fig_slowest', {time: span_(p.slowest_tenth_seconds)})),
    tile('fig_within_20', percent(p.within_fast), p.within_slow == null ? '' : t('fig_within_30', {share: percent(p.within_slow)}), p.within_fast != null && p.within_fast < 0.5 ? 'soon' : ''), tile('fig_breached', p.breached + p.overdue_now, t('fig_overdue', {n: p.overdue_now}), p.overdue_now ? 'late' : ''),
    tile('fig_unchanged', sent ? percent(p.approved_unchanged / sent) : '—', t('fig_sent', {n: sent})), tile('fig_edited', sent ? percent(p.approved_edited / sent) : '—', p.edit_size == null ? '' : t('fig_edit_size', {share: percent(p.edit_size)})),
    tile('fig_rejected', p.rejected), tile('fig_escalated', p.escalated), p.overridden ? tile('fig_overridden', p.overridden) : null),
  h('section', {class: 'as-card'}, h('h3', {}, t('fig_days')), dayChart(p.days, [t('fig_came'), t('fig_answered')])),
  h('div', {class: 'as-halves'}, h('section', {class: 'as-card'}, h('h3', {}, t('fig_outcomes')), p.outcomes.length ? barChart(rows(p.outcomes, 'outcome'), {label: t('fig_outcomes')}) : h('p', {class: 'as-note'}, t('no_figures'))),
    h('section', {class: 'as-card'}, h('h3', {}, t('fig_lanes')), p.lanes.length ? barChart(rows(p.lanes, 'lane'), {label: t('fig_lanes')}) : h('p', {class: 'as-note'}, t('no_figures')))),
  clusterCard(answer.clusters));
}
function clusterCard(clusters) {
  const warned = clusters.filter((one) => one.warning);
  const line = (one) => t('cluster_line', {title: one.title, sku: one.sku, problem: named('problem', one.problem), n: one.cases, share: percent(one.share)});
  const count = (pairs, kind) => pairs.map(([name, n]) => (kind ? t(kind + '_' + name) : name) + ' × ' + n).join(t('comma'));
  const row = (one) => h('tr', {}, h('td', {}, one.title, h('small', {}, one.sku)), h('td', {}, named('problem', one.problem)), h('td', {}, count(one.variants)), h('td', {}, count(one.outcomes, 'outcome')), h('td', {class: 'as-number'}, one.cases), h('td', {class: 'as-number'}, percent(one.share)));
  const button = (name, run) => h('button', {type: 'button', class: 'as-plain', 'data-report': name, onclick: run}, t('report_' + name));
  return h('section', {class: 'as-card'}, h('h3', {}, t('clusters')), h('p', {class: 'as-note'}, t('clusters_intro')),
    warned.length ? h('div', {class: 'as-alerts', role: 'note'}, h('b', {}, icon('alert'), t('early_warning')), h('ul', {}, warned.map((one) => h('li', {}, line(one))))) : null,
    clusters.length ? h('table', {class: 'as-table as-clusters'}, h('thead', {}, h('tr', {}, ['col_product', 'col_problem', 'col_variants', 'col_outcomes', 'col_cases', 'col_share'].map((name) => h('th', {scope: 'col'}, t(name))))), h('tbody', {}, clusters.map(row))) : h('p', {class: 'as-note'}, t('no_figures')),
    clusters.length ? h('div', {class: 'as-bar'}, button('copy', copyReport), button('csv', () => saveReport('csv', 'text/csv')), button('md', () => saveReport('md', 'text/markdown')), h('small', {}, t('report_note'))) : null);
}
// The report is for people outside the desk: figures by product, no case and nothing of a buyer.
const report = (format) => call('complaints', {days: insight.days, format, lang: state.lang});
async function copyReport() {
  try { await copyText((await report('md')).text); say(t('copied'), 'good'); } catch (error) { sayError(error); }
}
async function saveReport(format, type) {
  try {
    const {text} = await report(format);
    // Spreadsheets read UTF-8 only behind this mark.
    const url = URL.createObjectURL(new Blob([format === 'csv' ? '\ufeff' + text : text], {type: type + ';charset=utf-8'}));
    h('a', {href: url, download: `complaints-${state.shop}-${new Date(Date.now() + state.skew).toISOString().slice(0, 10)}.${format}`}).click();
    URL.revokeObjectURL(url);
  } catch (error) { sayError(error); }
}
async function loadReports(box) {
  let answer;
  try { answer = await call('eval_reports'); } catch (error) { sayError(error); return; }
  put(box, h('h3', {}, t('evals')), answer.items.length ? '' : h('p', {class: 'as-note'}, t('no_evals')), ...answer.items.map((report, at) => h('details', {open: at === 0, class: 'as-rule'}, h('summary', {}, h('b', {}, report.name), h('small', {}, report.product ?? '')),
    report.suites.map((suite) => group(suite.suite + ' · ' + (suite.dataset ?? ''), barChart(suite.scores.filter((one) => one.value != null && one.value <= 1).map((one) => ({name: one.name, value: one.value, low: one.interval?.[0], high: one.interval?.[1], note: 'n = ' + one.n})), {label: suite.suite, max: 1, value: (number) => number.toFixed(3)}))))));
}
