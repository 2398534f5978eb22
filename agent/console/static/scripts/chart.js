// ---- charts: our own SVG, drawn from numbers; every figure also stands as text ----------------------------------------------
function barChart(rows, {label, value = String, max = null}) {
  const top = max ?? Math.max(1, ...rows.map((row) => row.value));
  return h('div', {class: 'as-bars', role: 'img', 'aria-label': label + ': ' + rows.map((row) => row.name + ' ' + value(row.value)).join(', ')}, rows.map((row) => h('div', {class: 'as-bar-row'}, h('span', {class: 'as-bar-name'}, row.name),
    svg('svg', {viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, svg('rect', {x: 0, y: 0, width: 100, height: 8, class: 'as-rail'}), svg('rect', {x: 0, y: 0, width: Math.max(0.6, (100 * row.value) / top), height: 8, class: 'as-fill', 'data-kind': row.kind ?? ''}),
      row.low != null ? svg('rect', {x: (100 * row.low) / top, y: 3, width: Math.max(0.4, (100 * (row.high - row.low)) / top), height: 2, class: 'as-whisker'}) : null), h('b', {}, value(row.value)), row.note ? h('small', {}, row.note) : null)));
}
function dayChart(days, names) {
  if (!days.length) return h('p', {class: 'as-note'}, t('no_figures'));
  const top = Math.max(1, ...days.flatMap((day) => [day.came, day.answered])), width = 640, height = 160, step = width / days.length, bar = Math.min(26, step * 0.34);
  const column = (day, at, key, shift) => svg('rect', {x: at * step + step / 2 + shift, y: height - 22 - ((height - 40) * day[key]) / top, width: bar, height: Math.max(1, ((height - 40) * day[key]) / top), rx: 2, class: 'as-' + key});
  return h('figure', {class: 'as-days'}, svg('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': names.join(' / ') + ': ' + days.map((day) => `${day.day} ${day.came}/${day.answered}`).join(', ')},
    svg('line', {x1: 0, x2: width, y1: height - 22, y2: height - 22, class: 'as-axis'}), days.map((day, at) => [column(day, at, 'came', -bar - 1), column(day, at, 'answered', 1),
      svg('text', {x: at * step + step / 2, y: height - 6, 'text-anchor': 'middle'}, days.length > 14 && at % Math.ceil(days.length / 10) ? '' : day.day.slice(5)), svg('text', {x: at * step + step / 2, y: height - 28 - ((height - 40) * Math.max(day.came, day.answered)) / top, 'text-anchor': 'middle', class: 'as-top'}, day.came || '')]).flat()),
  h('figcaption', {}, h('i', {class: 'as-came'}), names[0], h('i', {class: 'as-answered'}), names[1]));
}
