// ---- charts: our own SVG, drawn from numbers; every figure also stands as text ----------------------------------------------
function barChart(rows, {label, value = String, max = null}) {
  const top = max ?? Math.max(1, ...rows.map((row) => row.value));
  return h('div', {class: 'as-bars', role: 'img', 'aria-label': label + ': ' + rows.map((row) => row.name + ' ' + value(row.value)).join(', ')}, rows.map((row) => h('div', {class: 'as-bar-row'}, h('span', {class: 'as-bar-name'}, row.name),
    svg('svg', {viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, svg('rect', {x: 0, y: 0, width: 100, height: 8, class: 'as-rail'}), svg('rect', {x: 0, y: 0, width: Math.max(0.6, (100 * row.value) / top), height: 8, class: 'as-fill', 'data-kind': row.kind ?? ''}),
      row.low != null ? svg('rect', {x: (100 * row.low) / top, y: 3, width: Math.max(0.4, (100 * (row.high - row.low)) / top), height: 2, class: 'as-whisker'}) : null), h('b', {}, value(row.value)), row.note ? h('small', {}, row.note) : null)));
}
// Columns are boxes, not a drawing, so that they keep their type size on a phone.
function dayChart(days, names) {
  if (!days.length) return h('p', {class: 'as-note'}, t('no_figures'));
  const top = Math.max(1, ...days.flatMap((day) => [day.came, day.answered])), every = Math.ceil(days.length / 8);
  const column = (count, kind) => h('i', {class: kind, style: `height: ${(100 * count) / top}%`}, count && days.length < 15 ? h('b', {}, count) : null);
  const label = names.join(' / ') + ': ' + days.map((day) => `${day.day} ${day.came}/${day.answered}`).join(', ');
  return h('figure', {class: 'as-days'}, h('div', {class: 'as-day-row', role: 'img', 'aria-label': label}, days.map((day, at) => h('div', {class: 'as-day', title: `${day.day}  ${names[0]} ${day.came}  ${names[1]} ${day.answered}`},
    h('div', {class: 'as-day-bars'}, column(day.came, 'as-came'), column(day.answered, 'as-answered')), h('small', {}, at % every ? '' : day.day.slice(5).replace('-', '/'))))),
  h('figcaption', {}, h('i', {class: 'as-came'}), names[0], h('i', {class: 'as-answered'}), names[1]));
}
