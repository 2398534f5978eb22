// ---- differences, character by character: common start and end first, then the longest common part of what is between --
function difference(before, after) {
  const a = [...before], b = [...after];
  let start = 0, end = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const x = a.slice(start, a.length - end), y = b.slice(start, b.length - end);
  const out = [['same', a.slice(0, start).join('')]];
  const push = (kind, char) => { const last = out[out.length - 1]; if (last[0] === kind) last[1] += char; else out.push([kind, char]); };
  if (x.length * y.length > 1000000) { x.forEach((c) => push('old', c)); y.forEach((c) => push('new', c)); }
  else {
    const best = Array.from({length: x.length + 1}, () => new Uint16Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i -= 1) for (let j = y.length - 1; j >= 0; j -= 1) {
      best[i][j] = x[i] === y[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
    let i = 0, j = 0;
    while (i < x.length || j < y.length) {
      if (i < x.length && j < y.length && x[i] === y[j]) { push('same', x[i]); i += 1; j += 1; }
      else if (j >= y.length || (i < x.length && best[i + 1][j] >= best[i][j + 1])) { push('old', x[i]); i += 1; }
      else { push('new', y[j]); j += 1; }
    }
  }
  push('same', a.slice(a.length - end).join(''));
  return out.filter(([, piece]) => piece);
}
const diffNodes = (before, after) => difference(before, after).map(([kind, piece]) => (kind === 'same' ? document.createTextNode(piece) : h(kind === 'new' ? 'ins' : 'del', {}, piece)));
